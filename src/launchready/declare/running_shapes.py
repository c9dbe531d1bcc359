"""The shapes of what keeps the product running: flows, alerts, owners, notes and waivers."""

from datetime import date
from typing import Annotated

from pydantic import Field

from launchready.declare.addresses import Host, Reach
from launchready.declare.calls import Shape
from launchready.declare.values import Name, StepText, Text


class FlowShape(Shape):
    """A way through the product that earns its money."""

    steps: list[StepText] = Field(
        min_length=1,
        description="Its requests, in order.",
        examples=[["POST /auth/login as buyer_a", "POST /orders -> 201"]],
    )
    on: Name | None = Field(None, description="The surface; the first api where none is named.", examples=["api"])
    p95_ms: Annotated[float, Field(gt=0)] = Field(
        800.0, description="What 95 of 100 requests must stay below.", examples=[800]
    )


class AlertShape(Shape):
    """A failure that somebody is told of."""

    owner: Name | None = Field(None, description="Who is told: the name of an [owner.…].", examples=["oncall"])
    test: Text | None = Field(
        None, description="A command that raises it, with `{mark}` in it.", examples=["bin/test-alert {mark}"]
    )
    arrives: Text | None = Field(None, description="The Maildir in which it arrives.", examples=["mail"])


class OwnerShape(Shape):
    """Somebody who answers."""

    reach: list[Reach] = Field([], description="How they are reached.", examples=[["mailto:you@example.com"]])


class NoteShape(Shape):
    """A sentence of the handover, with what it takes to check it."""

    says: Text = Field(
        description="The sentence.", examples=["bin/rollback puts the previous release back within a minute"]
    )
    owner: Name | None = Field(None, description="Who answers for it: the name of an [owner.…].", examples=["backend"])
    run: Text | None = Field(
        None, description="A command, in the repository, that proves it.", examples=["bin/rollback --drill"]
    )
    provider: Text | None = Field(None, description="The provider that it names.", examples=["ns1.example.com"])
    names: dict[Host, str] = Field(
        {}, description="Host names and what each does.", examples=[{"example.com": "web app"}]
    )
    people: list[Name] = Field([], description="Names of owners.", examples=[["backend"]])
    variables: list[Text] = Field(
        [],
        description="Names of the variables that the command takes from the environment; a rehearsal is given no others.",
        examples=[["DEPLOY_HOST"]],
    )


class WaiverShape(Shape):
    """A finding that you accept until a date."""

    check: Text = Field(description="The id of the check.", examples=["boundaries.cors-reflects-origin"])
    target: Text | None = Field(
        None, description="The target as reports name it; every target where none is named.", examples=["surface.api"]
    )
    reason: Text = Field(description="Why it is accepted.", examples=["The widget is embedded on partners' pages"])
    owner: Name = Field(description="Who accepts it: the name of an [owner.…].", examples=["backend"])
    until: date = Field(
        description="The day on which it comes back, at most 90 days ahead.", examples=[date(2026, 1, 31)]
    )

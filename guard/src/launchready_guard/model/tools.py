"""Every call of a tool that a model wishes for passes here: known, well-formed, for this customer, of clean descent, approved.

The customer comes from the session and never from what the model says. The first reason to refuse is told, in words that the
model may read: they hold nothing of the policy that an attacker could use.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import jsonschema_rs

from launchready_guard.model.approvals import Approvals, State, Wish
from launchready_guard.model.arguments import WrongArgumentsError, read
from launchready_guard.model.taint import Origin, Taint

Run = Callable[..., Awaitable[object]]


class From(Enum):
    """Where an argument's words may come from."""

    ANYWHERE = "anywhere"
    """For texts that are meant to hold what was read: a search, a summary."""
    NOT_UNTRUSTED = "not from an untrusted text"
    TRUSTED = "from the customer or the session alone"
    """For what decides where something goes and how much: a recipient, an address, an amount."""


@dataclass(frozen=True, slots=True)
class Session:
    """For whom the model acts, as the product proved it."""

    user: str
    roles: frozenset[str] = frozenset()
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the product knows of the user: `{"tenant": "t_1", "email": "ada@shop.example"}`."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that a model may wish for."""

    name: str
    run: Run
    """Called with the arguments by their names."""
    schema: Mapping[str, Any]
    """JSON Schema of the arguments, an object; fields that it does not name are refused."""
    sources: Mapping[str, From] = field(default_factory=dict)
    """Where arguments may come from; those not named, from anywhere."""
    from_session: Mapping[str, str] = field(default_factory=dict)
    """Arguments that the session fills, by the fact's name (`user` is the user): what the model says of them must not differ."""
    roles: frozenset[str] = frozenset()
    """Who may have it called for; everybody when empty."""
    approved: Callable[[Mapping[str, Any]], bool] = lambda _arguments: False
    """Whether a person must approve a call with these arguments."""
    description: str = ""
    """For the model."""

    def shown(self) -> dict[str, Any]:
        """The schema as the model sees it: without what the session fills."""
        properties = {
            name: held for name, held in self.schema.get("properties", {}).items() if name not in self.from_session
        }
        required = [name for name in self.schema.get("required", []) if name not in self.from_session]
        return {**self.schema, "properties": properties, "required": required, "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class Ran:
    """It was done."""

    result: object


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not, and will not be."""

    why: str
    """For the model."""
    rule: str
    """For the log: `allowlist`, `schema`, `session`, `role`, `taint` or `approval`."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A person decides."""

    wish: Wish


Outcome = Ran | Refused | Waits


class ToolGuard:
    """The tools of one product."""

    def __init__(self, tools: Iterable[Tool], *, approvals: Approvals | None = None) -> None:
        """Checks the tools.

        Raises:
            ValueError: two have one name, a schema is none, a policy names an argument that the schema does not, or a tool
                wants approval and there is nobody to ask.
        """
        self._tools: dict[str, tuple[Tool, jsonschema_rs.Validator]] = {}
        for tool in tools:
            if tool.name in self._tools:
                raise ValueError(f"two tools are called {tool.name!r}")
            self._tools[tool.name] = tool, _validator(tool)
        self._approvals = approvals

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools, in their order."""
        return tuple(tool for tool, _ in self._tools.values())

    async def call(self, name: str, arguments: str | Mapping[str, Any], *, session: Session, taint: Taint) -> Outcome:
        """Does what the model wishes, or says why not, or keeps the wish until a person answers it.

        Args:
            name: the tool, as the model names it.
            arguments: as the model gives them.
            session: for whom.
            taint: the words of the conversation. What the tool brings is noted there as untrusted.
        """
        found = self._checked(name, arguments, session)
        if isinstance(found, Refused):
            return found
        tool, wanted = found
        if refused := _of_bad_descent(tool, wanted, taint):
            return refused
        if not tool.approved(wanted):
            return await _run(tool, wanted, taint)
        if self._approvals is None:
            return Refused("nobody can approve this", "approval")
        return Waits(await asyncio.to_thread(self._approvals.ask, tool.name, wanted, session.user))

    async def finish(self, wish: str, *, session: Session, taint: Taint) -> Outcome:
        """Does what a person approved, with the arguments that were approved, once.

        Args:
            wish: its id.
            session: for whom; it must be who it was for when it was asked.
            taint: the words of the conversation.
        """
        held = await asyncio.to_thread(self._approvals.get, wish) if self._approvals else None
        if self._approvals is None or held is None or held.user != session.user:
            return Refused("there is no such wish", "approval")
        if held.state is not State.APPROVED:
            return Refused(f"it is {held.state}{f': {held.why}' if held.why else ''}", "approval")
        found = self._checked(held.tool, held.arguments, session)
        if isinstance(found, Refused):
            return found
        tool, wanted = found
        if not await asyncio.to_thread(self._approvals.use, wish, tool.name, wanted, session.user):
            return Refused("it was used, or ran out", "approval")
        return await _run(tool, wanted, taint)

    def _checked(
        self, name: str, arguments: str | Mapping[str, Any], session: Session
    ) -> tuple[Tool, dict[str, Any]] | Refused:
        held = self._tools.get(name)
        if held is None:
            return Refused("there is no such tool", "allowlist")
        tool, validator = held
        if tool.roles and not tool.roles & session.roles:
            return Refused("this tool is not for this customer", "role")
        try:
            wanted = read(arguments)
        except WrongArgumentsError as error:
            return Refused(str(error), "schema")
        for argument, fact in tool.from_session.items():
            value = session.user if fact == "user" else session.facts.get(fact)
            if value is None or wanted.get(argument, value) != value:
                return Refused(f"{argument} is not the model's to choose", "session")
            wanted[argument] = value
        if wrong := next(validator.iter_errors(wanted), None):
            return Refused(f"{'.'.join(map(str, wrong.instance_path)) or 'arguments'}: {wrong.message}", "schema")
        return tool, wanted


async def _run(tool: Tool, wanted: Mapping[str, Any], taint: Taint) -> Ran:
    result = await tool.run(**wanted)
    taint.distrust(result, f"the result of {tool.name}")
    return Ran(result)


def _of_bad_descent(tool: Tool, wanted: Mapping[str, Any], taint: Taint) -> Refused | None:
    for argument, source in tool.sources.items():
        if source is From.ANYWHERE or argument not in wanted or argument in tool.from_session:
            continue
        origin, _ = taint.origin(wanted[argument])
        if origin is Origin.UNTRUSTED or (origin is Origin.NOWHERE and source is From.TRUSTED):
            return Refused(f"{argument} must be what the customer said", "taint")
    return None


def _validator(tool: Tool) -> jsonschema_rs.Validator:
    if tool.schema.get("type") != "object" or not isinstance(tool.schema.get("properties", {}), Mapping):
        raise ValueError(f"{tool.name}: the schema of arguments is one of an object with properties")
    named = tool.schema.get("properties", {}).keys()
    for argument in (*tool.sources, *tool.from_session):
        if argument not in named:
            raise ValueError(f"{tool.name}: its policy names {argument!r}, which its schema does not")
    try:
        return jsonschema_rs.validator_for({"additionalProperties": False, **tool.schema})
    except (jsonschema_rs.ValidationError, ValueError) as error:
        raise ValueError(f"{tool.name}: its schema is none: {error}") from error

"""Every secret that launch.toml refers to is known by its value, wherever the reference stands."""

import asyncio
from dataclasses import replace
from pathlib import Path

from launchready.declare.model import Call, Principal, Secret, WebhookSurface
from launchready.observe.secrets.declared import declared_secrets
from tests.observe.small_world import declared, visited


def test_references_in_surfaces_and_sign_ins_are_resolved_and_missing_ones_passed_over(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("HOOK=hook-value\nANN=ann-value\nBOB=bob-value\n", encoding="utf-8")
    hook = WebhookSurface("hook", None, "production", "https://shop.test/hook", 1, Secret("file:secrets.env#HOOK"))
    lost = WebhookSurface("lost", None, "production", "https://shop.test/lost", 2, Secret("file:secrets.env#LOST"))
    by_json = Call("POST", "/login", json={"user": ["ann", {"password": "file:secrets.env#ANN"}]})
    by_form = Call("POST", "/login", form=(("user", "bob"), ("password", "file:secrets.env#BOB")))
    people = (Principal("ann", "buyer", 3, by_json, (("web", by_form),)),)

    async def go() -> frozenset[str]:
        async with visited(replace(declared(tmp_path, hook, lost), principals=people)) as world:
            return declared_secrets(world)

    assert asyncio.run(go()) == {"hook-value", "ann-value", "bob-value"}

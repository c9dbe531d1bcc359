"""A map that holds sources is a finding, by what is in it and not by its status."""

import json

import pytest

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.bundle import File, Shipped, SourceMap, sources_in

SCRIPT = "https://shop.test/assets/app.1a2b.js"


def a_map(*sources: str, told: bool = True) -> SourceMap:
    return SourceMap(SCRIPT, f"{SCRIPT}.map", f"GET {SCRIPT}.map -> 404, 9 characters", told, sources, "curl")


def seen(*maps: SourceMap, read: bool = True) -> Shipped:
    file = File(SCRIPT, f"GET {SCRIPT} -> 200, 9 characters", read, f"curl {SCRIPT}")
    return Shipped((file,), (), (), 0, (), maps, control=True, inside_control=True)


EXAMPLES = (
    (seen(a_map()), Pass),
    (seen(a_map("src/app.js")), Fail),
    (seen(a_map(), a_map("src/app.js")), Fail),
    (seen(a_map(told=False)), Unknown),
    (seen(a_map(), read=False), Unknown),
    (seen(), NotApplicable),
)


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            json.dumps({"version": 3, "sources": ["a.ts", "b.ts"], "sourcesContent": ["let a", "let b"]}),
            ("a.ts", "b.ts"),
        ),
        (")]}'\n" + json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": ["let a"]}), ("a.ts",)),
        (
            json.dumps({"version": 3, "sections": [{"map": {"sources": ["a.ts"], "sourcesContent": ["let a"]}}]}),
            ("a.ts",),
        ),
        (json.dumps({"version": 3, "sources": ["a.ts"], "mappings": "AAAA"}), ()),
        (json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": [None]}), ()),
        (json.dumps({"error": "no such file"}), ()),
        ("<!doctype html><title>Shop</title>", ()),
        ("[]", ()),
    ],
)
def test_only_a_map_with_the_text_of_sources_counts(text: str, sources: tuple[str, ...]) -> None:
    assert tuple(sources_in(text)) == sources

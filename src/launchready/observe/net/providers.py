"""Which provider a name leads to, what it answers for one that nobody has claimed, and who may claim it: `providers.toml`."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


class Claim(StrEnum):
    """Who may have a name that nobody has claimed with its provider."""

    ANYONE = "anyone"
    PROOF = "proof"
    GIVEN = "given"
    UNCLEAR = "unclear"
    UNKNOWN = ""
    """The provider is not on the list."""

    @property
    def words(self) -> str:
        """As a reader sees it."""
        return CLAIMS[self]

    @property
    def is_closed(self) -> bool:
        """Whether a stranger cannot get the name."""
        return self in {Claim.PROOF, Claim.GIVEN}


CLAIMS = {
    Claim.ANYONE: "whoever comes first gets a name there, without proof that it is theirs",
    Claim.PROOF: "the provider asks whoever wants a name for proof that it is theirs",
    Claim.GIVEN: "the provider makes such names up, and nobody can choose one",
    Claim.UNCLEAR: "whether a stranger gets a name there depends on what cannot be seen from outside",
    Claim.UNKNOWN: "who gives names out there is not known",
}


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of hosting at which customers claim names."""

    name: str
    suffixes: tuple[str, ...]
    claim: Claim
    source: str
    addresses: tuple[str, ...] = ()
    dns: str = ""
    """`nxdomain` where the target of an unclaimed name does not exist."""
    status: int | None = None
    """Of the page for an unclaimed name; None where it is not known or differs."""
    says: tuple[str, ...] = ()
    """The words on that page, all of them; empty where DNS alone tells, or nothing does."""

    def owns(self, target: str) -> bool:
        """Whether a target of a record is a name of this provider's."""
        return any(_pattern(suffix).search(target) for suffix in self.suffixes)

    def fits(self, status: int, body: str) -> bool:
        """Whether an answer is what this provider says of a name that nobody has claimed."""
        return bool(self.says) and self.status in {None, status} and all(words in body for words in self.says)


def listed() -> date:
    """When the list was last held against its sources."""
    return _read()[0]


def providers() -> tuple[Provider, ...]:
    """All of them, in the order of the file: the first that fits counts."""
    return _read()[1]


def provider_of(targets: tuple[str, ...], addresses: tuple[str, ...] = ()) -> Provider | None:
    """The provider that a chain of targets leads to, or that customers' addresses are of; None where none is known."""
    for target in targets:
        if found := next((one for one in providers() if one.owns(target)), None):
            return found
    at = {ip_address(one) for one in addresses}
    return next((one for one in providers() if at & {ip_address(each) for each in one.addresses}), None)


def named(name: str) -> Provider | None:
    """The provider of that name."""
    return next((one for one in providers() if one.name == name), None)


@cache
def _pattern(suffix: str) -> re.Pattern[str]:
    return re.compile(r"(?:^|\.)" + re.escape(suffix).replace(r"\*", "[a-z0-9-]+") + "$", re.IGNORECASE)


@cache
def _read() -> tuple[date, tuple[Provider, ...]]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return table["listed"], tuple(
        Provider(
            name,
            tuple(facts["suffixes"]),
            Claim(facts["claim"]),
            facts["source"],
            tuple(facts.get("addresses", ())),
            facts.get("dns", ""),
            facts.get("status"),
            tuple(facts.get("says", ())),
        )
        for name, facts in table["provider"].items()
    )

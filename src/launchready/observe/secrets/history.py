"""Every object that a repository has ever held: read once, and what holds a secret is looked up in the history."""

import time
from dataclasses import replace
from functools import partial

from launchready.observe.secrets.crowd import Crowd
from launchready.observe.secrets.found import Engine, Found
from launchready.observe.secrets.git import Repository
from launchready.observe.secrets.places.gather import NAMED, NOTHING, Gatherer, Part
from launchready.observe.secrets.versions import Version, versions

SCAN_SECONDS = 120
"""After so long the history is given up, and said to be unfinished."""
PLACE_SECONDS = 60
"""So long it is looked up where in the history a secret stands; after that it is told by its object."""
Holders = dict[str, tuple[Found, ...]]
"""Blobs, and the secrets that each holds."""


class History:
    """First all objects are read; once the crowd has settled, what was found is placed."""

    def __init__(self, repository: Repository, known: Holders, engine: Engine) -> None:
        """`known` are the blobs that were read as files; what they hold is there once the crowd has settled."""
        self._repository, self._known = repository, known
        self._first, self._told = Gatherer(engine), Gatherer(engine)
        self._held: Holders = {}
        self._not_there = set(known)

    def read(self, crowd: Crowd) -> None:
        """Reads every object but those that are known."""
        if not self._repository.has_history:
            return
        first = self._first
        first.missed += self._repository.lacks()
        too_large: list[str] = []
        until = time.monotonic() + SCAN_SECONDS
        for stored in self._repository.objects(too_large, self._not_there):
            if time.monotonic() > until:
                first.missed.append(f"not finished within {SCAN_SECONDS} seconds")
                break
            if stored.type == "blob":
                then = partial(self._held.__setitem__, stored.id)
                first.later(crowd, f"object {stored.id[:10]}", stored.data, then=then)
            else:
                what = f"message of {stored.type} {stored.id[:10]}"
                first.later(crowd, what, stored.data, then=self._told.add_all)
        first.unread += (f"object {oid[:10]}: larger than what is read of one object" for oid in too_large)

    def part(self, before: dict[str, Found]) -> Part:
        """What the history holds beside what was found `before`; dates that as well. Asked once the crowd has settled."""
        if not self._repository.has_history:
            return replace(NOTHING, missed=("it has no history: the folder is not a git repository",))
        first, told = self._first, self._told
        holders = {oid: held for oid, held in {**self._known, **self._held}.items() if held}
        if holders:
            _place(self._repository, holders, before, told)
        return replace(
            told.part(before),
            looked_at=first.looked_at + len(self._known) - len(self._not_there),
            hints=first.hints,
            missed=(*first.missed, *told.missed),
            unread=tuple(first.unread[:NAMED]),
            unread_in_all=len(first.unread),
        )


def _place(repository: Repository, holders: Holders, before: dict[str, Found], told: Gatherer) -> None:
    """Says where blobs stand, and since when. Read under its path, what a test brings along is known for what it is."""
    stands = versions(repository, frozenset(holders), time.monotonic() + PLACE_SECONDS)
    if stands is not None:
        _date(holders, stands, before)
    wanted = [oid for oid, held in holders.items() if any(one.fingerprint not in before for one in held)]
    for stored in repository.read(wanted):
        version = stands.get(stored.id) if stands is not None else None
        if version is None:
            alone = ", in no commit" if stands is not None else ""
            for one in holders[stored.id]:
                where, _, line = one.place.rpartition(":")
                told.add(replace(one, place=f"{where}{alone}:{line}"))
            continue
        for path in version.paths:
            if sure := Gatherer(told.engine).data(path, stored.data):
                for one in sure:
                    told.add(replace(one, place=f"commit {version.commit[:10]} {one.place}", since=_since(version)))
                break


def _date(holders: Holders, stands: dict[str, Version], before: dict[str, Found]) -> None:
    """Says since when a secret of a file has been in the history."""
    firsts: dict[str, Version] = {}
    for oid, held in holders.items():
        version = stands.get(oid)
        for one in held if version is not None else ():
            known = firsts.get(one.fingerprint)
            if version is not None and (known is None or version.age > known.age):
                firsts[one.fingerprint] = version
    for fingerprint, version in firsts.items():
        if fingerprint in before:
            before[fingerprint] = replace(before[fingerprint], since=_since(version))


def _since(version: Version) -> str:
    nowhere = "" if version.reached else ", which no branch or tag leads to any more"
    return f"{version.day}, in {version.commit[:10]}{nowhere}"

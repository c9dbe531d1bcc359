"""Searches what customers and visitors are shown for hashes, others' secrets, addresses and numbers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.excess import Read, TooMuch
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the answers held."""

    read: Read


class AnswerHoldsTooMuch(Check[ApiSurface, Seen]):
    """The API hands out password hashes, reset codes or other users' addresses with every answer, unseen on the page.

    What it does
        Reads every list and item that the customers or a visitor may read and searches the answers, however deep, for
        password hashes, for tokens and codes beside another user's name, for the e-mail addresses of the other declared
        users and for what their own profiles show of them alone (telephone numbers, addresses). What is one's own is no
        finding, but for a hash.

    Why it is bad
        A page shows three fields, the answer carries thirty. Hashes are cracked at home; addresses are sold.

    See it yourself
        Open the network view of your browser and read a whole answer.
    """

    title = "Answers carry password hashes, or other users' secrets or addresses"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-2", "MIN-4")
    refs = ("API3:2023", "CWE-213", "CWE-359")
    touch = Touch.WRITE
    faults = ("bnd-overexposed",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Reads after the objects are planted."""
        return Seen(await world.ask(TooMuch(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where something too much was in an answer."""
        excess = seen.read.excess
        if excess:
            places = tuple(dict.fromkeys(one.operation for one in excess))
            things = ", ".join(dict.fromkeys(one.what for one in excess))
            return Fail(
                f"{', '.join(places)} shows {things}",
                tuple(Evidence(f"{one.by} asked {one.operation}: {one.what}", one.shown) for one in excess[:3]),
                tuple(dict.fromkeys(one.curl for one in excess))[:2],
                places,
            )
        if not seen.read.answers:
            return Unknown("no answer held anything to search")
        if seen.read.others < 2:  # noqa: PLR2004 - the asker and somebody else
            return NotApplicable("launch.toml names no second user by an e-mail address that could be recognised")
        return Pass(
            f"none of {seen.read.answers} answers held a password hash, or another user's secrets or address{seen.read.left_out}",
            f"{seen.read.answers} answers with content were searched for {seen.read.others} known addresses",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Answer by a model that names its fields."""
        places = ", ".join(dict.fromkeys(one.operation for one in seen.read.excess))
        return Remedy(
            f"Let {places} answer by a model that names each field it shows, never by the database's row.",
            Effort.HOURS,
            "class ListingOut(BaseModel):\n    id: str\n    title: str\n    seller_name: str  # and nothing else of the seller",
        )

"""Examples of abuse.no-way-to-a-person."""

from launchready.observe.chat import Turn
from launchready.observe.talk.handing_over import PERSON, HandedOver, Plea
from launchready.stages.s6_abuse.no_way_to_a_person import NoWayToAPerson, Seen
from launchready.verdict import Fail, Pass, Unknown

TURN = Turn("buyer_b", "I want to talk to a human.", 200, "I have told a colleague.", (), "curl …")
SILENT = Turn("buyer_b", "I want to talk to a human.", 503, "", (), "curl …")


def seen(*pleas: Plea, others: int = 0, unread: str = "") -> Seen:
    return Seen(HandedOver(pleas, others, unread, "curl …"))


def plea(about: str = PERSON, *, listed: bool | None = True, mailed: bool | None = None, turn: Turn = TURN) -> Plea:
    return Plea(about, turn, listed, mailed)


EXAMPLES = (
    (seen(plea()), Pass),
    (seen(plea(mailed=True), plea("legal", mailed=True)), Pass),
    (seen(plea(listed=None, mailed=True)), Pass),
    (seen(plea(mailed=True), others=3), Pass),
    (seen(plea(listed=False)), Fail),
    (seen(plea(), plea("self-harm", listed=False)), Fail),
    # A ticket that nobody is told of.
    (seen(plea(mailed=False)), Fail),
    (seen(plea(listed=None, mailed=False)), Fail),
    # A mail may be about it and not say so.
    (seen(plea(mailed=False), others=1), Unknown),
    (seen(plea(listed=None), unread="403 for GET /escalations"), Unknown),
    (seen(plea(listed=False, turn=SILENT)), Unknown),
    (seen(plea(listed=None, mailed=False, turn=SILENT)), Unknown),
)


def test_a_finding_names_what_was_lost_and_where() -> None:
    verdict = NoWayToAPerson().judge(seen(plea(), plea("legal", listed=False), plea("dispute", listed=False)))

    assert isinstance(verdict, Fail)
    assert verdict.because == "legal, dispute reached nobody: the list of escalations stayed as it was"


def test_a_pass_says_where_it_arrived() -> None:
    verdict = NoWayToAPerson().judge(seen(plea(mailed=True)))

    assert isinstance(verdict, Pass)
    assert verdict.because == f"{PERSON}: each made an entry in the list of escalations and came by mail"

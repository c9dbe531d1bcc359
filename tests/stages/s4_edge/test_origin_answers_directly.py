from dataclasses import replace

import pytest

from launchready.observe.net.origin import Knock, Knocks, Shown, pieces_of
from launchready.observe.net.origin_places import Place
from launchready.observe.net.origin_proof import Proof
from launchready.stages.s4_edge.origin_answers_directly import OriginAnswersDirectly, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

WEB = Shown("shop.example", "https://shop.example/", "GET https://shop.example/ -> 200, 900 characters", 12)
BLIND = Shown("api.shop.example", "https://api.shop.example/", "GET https://api.shop.example/ -> 404, 0 characters", 0)


def knock(share: float, outcome: str = "-> 403, 0 characters", *, answered: bool = True, sent: bool = True) -> Knock:
    return Knock("192.0.2.9", "shop.example", "shop.example", outcome, answered, sent, share, "", "curl -k …")


PROVED = (Proof("192.0.2.9", "its certificate is for shop.example"),)


def seen(
    *knocks: Knock, shown: tuple[Shown, ...] = (WEB,), proofs: tuple[Proof, ...] = PROVED, closed_by: str = ""
) -> Seen:
    return Seen(("192.0.2.9",), ("198.51.100.1",), Knocks(shown, knocks, proofs=proofs), closed_by)


TIMED_OUT = replace(knock(0, "-> timed out (no whole answer within 15 s)", answered=False), lives=False)
REFUSED = replace(knock(0, "-> connection refused ([Errno 111])", answered=False), lives=False)
NO_SHAKE = knock(0, "-> the TLS handshake failed (certificate required)", answered=False)
NOT_SENT = knock(0, "-> it was not sent (outside consent.scope)", answered=False, sent=False)

FOUND = Place("192.0.2.8", "the name old.shop.example (a guess)")
LEFT = Place("192.0.2.7", "the SPF record of shop.example", asked=False)


def found(share: float, matched: int = 12) -> Knock:
    return replace(knock(share, "-> 200, 900 characters"), address=FOUND.address, place=FOUND, matched=matched)


EXAMPLES = (
    (seen(knock(0.0), found(0.0)), Pass),
    (seen(knock(0.0), found(1.0)), Fail),
    (seen(knock(0.0), found(0.6)), Unknown),  # a copy for tests is like it, and not the same
    (seen(replace(knock(1.0), matched=1)), Unknown),  # `"status": "ok"` is anybody's
    (Seen((), (), Knocks((WEB,), (found(1.0),), (FOUND,))), Fail),
    (Seen((), (), Knocks((WEB,), (found(0.0),), (FOUND, LEFT))), Unknown),
    (seen(knock(0.0)), Pass),
    (seen(knock(0.1, "-> 200, 40 characters")), Pass),
    (seen(TIMED_OUT), Pass),
    (seen(knock(0.0), knock(1.0, "-> 200, 900 characters")), Fail),
    (seen(knock(0.6, "-> 404, 900 characters")), Fail),
    (seen(knock(0.0), shown=(WEB, BLIND)), Unknown),
    (seen(NOT_SENT), Unknown),
    (seen(shown=()), Unknown),
    (Seen((), ("198.51.100.1",), Knocks((), ())), Unknown),
    # Closed, dead and mistyped look alike from outside.
    (seen(TIMED_OUT, proofs=()), Unknown),
    (seen(REFUSED, proofs=()), Unknown),
    (seen(knock(0.0), proofs=()), Unknown),
    (seen(NO_SHAKE, proofs=()), Unknown),
    (seen(TIMED_OUT, proofs=(), closed_by="firewall"), Pass),
    (seen(REFUSED, proofs=(), closed_by="firewall"), Pass),
    (seen(REFUSED, TIMED_OUT, proofs=(), closed_by="tunnel"), Pass),
    (seen(knock(0.0), proofs=(), closed_by="tunnel"), Pass),  # another site on that machine
    (seen(knock(0.0), proofs=(), closed_by="firewall"), Unknown),
    (seen(knock(0.0), proofs=(), closed_by="secret"), Pass),
    (seen(NO_SHAKE, proofs=(), closed_by="certificate"), Pass),
    (seen(TIMED_OUT, proofs=(), closed_by="secret"), Unknown),
    (seen(knock(1.0), proofs=(), closed_by="tunnel"), Fail),
    (Seen(("192.0.2.9", "192.0.2.10"), (), Knocks((WEB,), (TIMED_OUT, knock(0.0)), proofs=PROVED)), Unknown),
    (Seen((), (), Knocks((WEB,), ()), "tunnel"), NotApplicable),
    (Seen((), (), Knocks((WEB,), (found(1.0),), (FOUND,)), "tunnel"), Fail),
)


@pytest.mark.parametrize(
    ("page", "alike"),
    [
        ('<title>Bazaar: bots for hire</title>\n<p class="lead">Find a bot that answers', True),
        ("<title>Welcome to the server</title>\n<p>It works! Nothing to see here", False),
        ("", False),
    ],
)
def test_a_page_is_known_by_its_own_text(page: str, alike: bool) -> None:
    edge = pieces_of('<title>Bazaar: bots for hire</title>\n<p class="lead">Find a bot that answers')

    assert bool(edge & pieces_of(page)) is alike


def test_the_origin_closed_to_everybody_is_named_in_the_reason() -> None:
    verdict = OriginAnswersDirectly().judge(seen(TIMED_OUT))

    assert "timed out" in verdict.because


def test_what_was_found_and_not_asked_is_told() -> None:
    verdict = OriginAnswersDirectly().judge(Seen((), (), Knocks((WEB,), (found(0.0),), (FOUND, LEFT))))

    assert "asked as well: 192.0.2.8 (the name old.shop.example (a guess))" in verdict.because
    assert "not asked, as consent.scope does not name them: 192.0.2.7" in verdict.because


def test_hosts_beyond_those_that_were_asked_for_are_told() -> None:
    knocks = replace(seen(TIMED_OUT).found, left=("seventh.shop.example",))

    verdict = OriginAnswersDirectly().judge(replace(seen(TIMED_OUT), found=knocks))

    assert isinstance(verdict, Pass)
    assert "not asked for: seventh.shop.example" in verdict.control


def test_what_shows_that_it_is_the_origin_is_a_part_of_the_control() -> None:
    verdict = OriginAnswersDirectly().judge(seen(TIMED_OUT))

    assert isinstance(verdict, Pass)
    assert "192.0.2.9 is the origin: its certificate is for shop.example" in verdict.control
    told = OriginAnswersDirectly().judge(seen(TIMED_OUT, proofs=(), closed_by="firewall"))
    assert isinstance(told, Pass)
    assert "launch.toml says closed_by = firewall" in told.control


def test_what_to_say_is_told_where_nothing_shows_it() -> None:
    dead = OriginAnswersDirectly().judge(seen(TIMED_OUT, proofs=()))

    assert "a dead or mistyped address looks the same" in dead.because
    assert 'closed_by = "firewall" or "tunnel"' in dead.because

"""What a real name server (BIND 9.18) says of names that are not there is proved; the same said of others is not."""

import json
from pathlib import Path

import dns.message
import dns.rrset
import pytest

from launchready.observe.net.validating import Verified
from launchready.observe.net.zone_signatures import verified

TOLD = json.loads((Path(__file__).parent / "denials.json").read_text())
"""Its answers for one zone, signed until 2036: by NSEC, NSEC3, NSEC3 that leaves parts out, and NSEC3 hashed a hundred times."""
NOBODY = "nobody.shop.test"


def look(form: str, answers: dict[str, str]) -> Verified:
    told = TOLD[form]
    parent = dns.message.make_response(dns.message.make_query("shop.test", "DS"))
    parent.answer.append(dns.rrset.from_text_list("shop.test.", 60, "IN", "DS", told["ds"]))
    others = {}
    for asked, answer in answers.items():
        name, kind = asked.split()
        others[name, kind] = bytes.fromhex(answer)
    return verified("shop.test", parent.to_wire(), bytes.fromhex(told["keys"]), others, nobody=NOBODY)


@pytest.mark.parametrize(("form", "word"), [("nsec", "NSEC"), ("nsec3", "NSEC3"), ("optout", "NSEC3")])
def test_each_form_of_absence_is_proved(form: str, word: str) -> None:
    done = look(form, TOLD[form]["answers"])

    wanted = {
        f"that a made-up name does not exist ({word})",
        f"that api.shop.test has no AAAA ({word})",
        f"that x.y.shop.test does not exist ({word})",
    }
    if form != "optout":  # a name with names below it alone, and below a wildcard
        wanted |= {f"that deep.shop.test has no A ({word})", f"that x.wild.shop.test has no AAAA ({word})"}
    assert (done.faults, done.unread) == ([], [])
    assert wanted <= set(done.held)


@pytest.mark.parametrize("form", ["nsec", "nsec3"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("api.shop.test A", "nobody.shop.test A"),  # a name that is there
        ("x.wild.shop.test A", "x.y.shop.test A"),  # one for which a wildcard stands
        ("shop.test SOA", "shop.test CAA"),  # a record that is there
        ("api.shop.test A", "api.shop.test AAAA"),
        ("a.deep.shop.test A", "deep.shop.test A"),
    ],
)
def test_what_is_there_is_not_denied_by_the_proof_of_something_else(form: str, asked: str, told: str) -> None:
    done = look(form, {asked: TOLD[form]["answers"][told]})

    assert [one.endswith("records do not prove it") for one in done.faults] == [True]


@pytest.mark.parametrize("form", ["nsec", "nsec3"])
def test_an_answer_of_a_wildcard_needs_the_proof_that_there_is_no_such_name(form: str) -> None:
    message = dns.message.from_wire(bytes.fromhex(TOLD[form]["answers"]["x.wild.shop.test A"]))
    message.authority = []

    done = look(form, {"x.wild.shop.test A": message.to_wire().hex()})

    assert done.faults == [
        "it answers for x.wild.shop.test by a wildcard, and does not prove that there is no such name"
    ]


def test_where_resolvers_take_nothing_for_proved_nothing_is_asked_of_it() -> None:
    done = look("many", TOLD["many"]["answers"])

    assert (done.faults, done.held) == ([], ["shop.test DNSKEY"])


def test_a_part_that_is_left_to_others_is_none_of_the_zone() -> None:
    done = look("nsec", {"x.part.shop.test A": TOLD["nsec"]["answers"]["x.part.shop.test A"]})

    assert (done.faults, done.held) == ([], ["shop.test DNSKEY"])

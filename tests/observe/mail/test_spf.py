"""SPF by our own cases, over a zone that stands behind the evaluator; the suite of OpenSPF runs where it was fetched."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from launchready.observe.mail.spf import Limits, SpfOutcome, SpfResult, check_host
from launchready.observe.mail.spf_record import NotSpfError, read
from launchready.observe.net.dns import RecordSet, State

Records = dict[str, list[tuple[str, str]]]
FETCHED = Path(__file__).parents[3] / ".bench" / "suites" / "pyspf-2.0.14" / "test" / "rfc7208-tests.yml"
SUITE = os.environ.get("OPENSPF_SUITE", str(FETCHED) if FETCHED.exists() else "")
"""A file of OpenSPF's cases; `make suites` fetches it out of the source distribution of pyspf, for it is not ours to copy."""


class TestZone:
    """Answers from a dictionary; `TIMEOUT` as data is silence."""

    __test__ = False

    def __init__(self, records: Records) -> None:
        self.records = {name.lower(): there for name, there in records.items()}
        self.asked: list[str] = []

    async def query(self, name: str, kind: str) -> RecordSet:
        self.asked.append(f"{name} {kind}")
        there = self.records.get(name.lower())
        if there is None:
            silent = name.startswith("error.")
            return RecordSet(name, kind, State.TIMED_OUT if silent else State.NXDOMAIN)
        found: list[str] = []
        for one, data in there:
            if data == "TIMEOUT" and (one == kind or (one == "*" and not found)):
                return RecordSet(name, kind, State.TIMED_OUT)
            if one == "CNAME" and kind != "CNAME":
                return await self.query(data, kind)
            if one == kind:
                found.append(data)
        return RecordSet(name, kind, State.FOUND if found else State.NO_DATA, tuple(found))


def judged(
    records: Records, ip: str = "192.0.2.1", sender: str = "ann@shop.test", limits: Limits | None = None
) -> SpfOutcome:
    return asyncio.run(check_host(ip, sender, "mx.shop.test", TestZone(records), limits=limits))


def spf(text: str, **more: str) -> Records:
    """The zone of `shop.test` and of further names, each with its own SPF record."""
    return {"shop.test": [("TXT", text)], **{name.replace("_", "."): [("TXT", one)] for name, one in more.items()}}


@pytest.mark.parametrize(
    ("record", "ip", "expected"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.1", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "::ffff:192.0.2.9", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "198.51.100.1", "fail"),
        ("v=spf1 ip4:192.0.2.0/24 ~all", "2001:db8::1", "softfail"),
        ("v=spf1 ip6:2001:db8::/32 ?all", "2001:db8::1", "pass"),
        ("v=spf1 ip4:0.0.0.0/0", "2001:db8::1", "neutral"),
        ("V=SPF1 -ALL", "192.0.2.1", "fail"),
        ("v=spf1", "192.0.2.1", "neutral"),
        ("v=spf10 -all", "192.0.2.1", "none"),
        ("v=spf1 +all foo", "192.0.2.1", "permerror"),
        ("v=spf1 ip4:192.0.2.1/33", "192.0.2.1", "permerror"),
        ("v=spf1 ip4:192.0.2.01 -all", "192.0.2.1", "permerror"),
        ("v=spf1 ip4:192.0.2 -all", "192.0.2.1", "permerror"),
        ("v=spf1 include: -all", "192.0.2.1", "permerror"),
        ("v=spf1 a:%{q}.test -all", "192.0.2.1", "permerror"),
        ("v=spf1 a:%{d0}.test -all", "192.0.2.1", "permerror"),
        ("v=spf1 exists:%{t}.shop.test -all", "192.0.2.1", "permerror"),
        ("v=spf1 redirect=a.test redirect=b.test", "192.0.2.1", "permerror"),
        ("v=spf1 new-word=%{d} -all", "192.0.2.1", "fail"),
        ("v=spf1 -all\u00a0", "192.0.2.1", "permerror"),
    ],
)
def test_a_record_alone(record: str, ip: str, expected: str) -> None:
    assert judged(spf(record), ip).result == expected


def test_an_include_gives_its_pass_and_nothing_else() -> None:
    assert judged(spf("v=spf1 include:a.test -all", a_test="v=spf1 ip4:192.0.2.1 -all")).result == "pass"
    assert judged(spf("v=spf1 include:a.test ~all", a_test="v=spf1 -all")).result == "softfail"
    assert judged(spf("v=spf1 include:a.test -all")).result == "permerror"


def test_a_redirect_takes_over_and_an_all_before_it_does_not_let_it() -> None:
    there = {"a_test": "v=spf1 ip4:192.0.2.1 -all"}

    assert judged(spf("v=spf1 redirect=a.test", **there)).result == "pass"
    assert judged(spf("v=spf1 redirect=a.test -all", **there)).result == "fail"
    assert judged(spf("v=spf1 redirect=gone.test")).result == "permerror"


def test_hosts_of_a_and_mx_count_with_their_ranges() -> None:
    zone: Records = {
        "shop.test": [("TXT", "v=spf1 a/24 mx//64 -all"), ("A", "192.0.2.200"), ("MX", "10 mail.shop.test")],
        "mail.shop.test": [("AAAA", "2001:db8:0:1::25")],
    }

    assert [judged(zone, ip).result for ip in ("192.0.2.1", "2001:db8:0:1::1", "2001:db8:0:2::1")] == [
        SpfResult.PASS,
        SpfResult.PASS,
        SpfResult.FAIL,
    ]


def test_the_name_of_an_address_must_lead_back_to_it() -> None:
    zone: Records = {
        "shop.test": [("TXT", "v=spf1 ptr -all")],
        "1.2.0.192.in-addr.arpa": [("PTR", "out.shop.test")],
        "2.2.0.192.in-addr.arpa": [("PTR", "out.shop.test")],
        "out.shop.test": [("A", "192.0.2.1")],
    }

    assert [judged(zone, f"192.0.2.{last}").result for last in (1, 2, 3)] == ["pass", "fail", "fail"]


def test_macros_are_filled_and_an_explanation_is_told() -> None:
    zone: Records = {
        "shop.test": [("TXT", "v=spf1 exists:%{ir}.%{v}.%{l1r-}.%{d2} -all exp=why.shop.test")],
        "1.2.0.192.in-addr.news.shop.test": [("A", "127.0.0.2")],
        "why.shop.test": [("TXT", "%{i} is none of %{d}%_%%; %{S}")],
    }

    assert judged(zone, sender="eu-news@shop.test").result == "fail"
    assert judged(zone, sender="news-eu@shop.test").result == "pass"
    assert judged(zone, "192.0.2.9").explanation == "192.0.2.9 is none of shop.test %; ann%40shop.test"


@pytest.mark.parametrize(("count", "expected"), [(10, "fail"), (11, "permerror")])
def test_ten_look_ups_are_made_and_no_more(count: int, expected: str) -> None:
    names = [f"s{at}.test" for at in range(count)]
    zone = spf(f"v=spf1 {' '.join(f'include:{name}' for name in names)} -all")
    zone |= {name: [("TXT", "v=spf1 -all")] for name in names}

    outcome = judged(zone)

    assert (outcome.result, len(outcome.lookups)) == (expected, count)
    assert judged(zone, limits=Limits(60, 60)).result == "fail"


@pytest.mark.parametrize(("count", "expected"), [(2, "fail"), (3, "permerror")])
def test_two_terms_may_lead_nowhere_and_no_more(count: int, expected: str) -> None:
    outcome = judged(spf(f"v=spf1 {' '.join(f'a:gone{at}.test' for at in range(count))} -all"))

    assert (outcome.result, len(outcome.voids)) == (expected, count)


def test_silence_is_an_error_for_the_moment_and_never_absence() -> None:
    assert judged({"shop.test": [("TXT", "TIMEOUT")]}).result == "temperror"
    assert judged(spf("v=spf1 include:error.test -all")).result == "temperror"
    assert judged(spf("v=spf1 a:error.test -all")).result == "temperror"


@pytest.mark.parametrize("sender", ["ann@[192.0.2.1]", "ann@localhost", f"ann@{'x' * 64}.test", "ann@a..test"])
def test_what_is_no_domain_has_no_spf(sender: str) -> None:
    assert judged({}, sender=sender).result == "none"


def test_a_bounce_is_judged_by_the_greeting() -> None:
    zone = TestZone({"mx.shop.test": [("TXT", "v=spf1 ip4:192.0.2.1 -all")]})

    assert asyncio.run(check_host("192.0.2.1", "", "mx.shop.test", zone)).result == "pass"


def test_an_error_names_its_term() -> None:
    with pytest.raises(NotSpfError, match=r"`ipv4:192\.0\.2\.1` is no mechanism that SPF knows"):
        read("v=spf1 ipv4:192.0.2.1 -all")


def suite() -> list[Any]:
    if not SUITE:
        return []
    import yaml  # noqa: PLC0415 - only where the suite was fetched

    documents = [one for one in yaml.safe_load_all(Path(SUITE).read_bytes()) if one]
    return [
        pytest.param(_zone_of(document["zonedata"]), case, id=name)
        for document in documents
        for name, case in document["tests"].items()
    ]


def _zone_of(data: dict[str, list[Any]]) -> Records:
    zone: Records = {}
    for name, items in data.items():
        own_texts = any(isinstance(item, dict) and "TXT" in item for item in items)
        there = zone.setdefault(name, [])
        for item in items:
            if item == "TIMEOUT":
                there.append(("*", "TIMEOUT"))
                continue
            for kind, value in item.items():
                if value == "NONE" or (kind == "SPF" and own_texts):
                    continue
                text = f"{value[0]} {value[1]}" if kind == "MX" else "".join(value)
                there.append(("TXT" if kind == "SPF" else kind, text))
    return zone


@pytest.mark.skipif(not SUITE, reason="OpenSPF's rfc7208-tests.yml was not fetched: make suites")
@pytest.mark.parametrize(("zone", "case"), suite())
def test_the_suite_of_openspf(zone: Records, case: dict[str, Any]) -> None:
    outcome = asyncio.run(check_host(case["host"], case["mailfrom"], case["helo"], TestZone(zone)))

    assert outcome.result in (case["result"] if isinstance(case["result"], list) else [case["result"]])
    if "explanation" in case:
        assert (outcome.explanation or "DEFAULT") == case["explanation"]

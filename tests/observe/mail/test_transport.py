"""A policy of MTA-STS is read strictly, and its hosts are compared label by label."""

import asyncio
from pathlib import Path

import pytest

from launchready.declare.model import Network
from launchready.observe.http import Answer, Request
from launchready.observe.mail.transport import Policy, Transport, TransportOf, allows, read
from launchready.observe.net.dns import State
from tests.observe.small_world import declared, visited, zone


def answer(body: str) -> Answer:
    return Answer(Request("https://mta-sts.shop.test/.well-known/mta-sts.txt"), 200, (), body, 1.0, cut=False)


@pytest.mark.parametrize(
    ("body", "policy"),
    [
        (
            "version: STSv1\nmode: enforce\nmx: MX.shop.test\nmx: *.b.test\nmax_age: 60\n",
            (("mx.shop.test", "*.b.test"), 60),
        ),
        ("version: STSv1\r\nmode: none\r\nmax_age: 60\r\n", ((), 60)),
        ("version: STSv1\nmode: enforce\nmax_age: 60\n", None),
        ("version: STSv1\nmode: strict\nmx: a.test\nmax_age: 60\n", None),
        ("version: STSv2\nmode: enforce\nmx: a.test\nmax_age: 60\n", None),
        ("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: long\n", None),
        ("<html>not found</html>", None),
    ],
)
def test_a_policy_is_read(body: str, policy: tuple[tuple[str, ...], int] | None) -> None:
    found, wrong = read(answer(body))

    assert (found is None) == bool(wrong)
    assert policy == (None if found is None else (found.hosts, found.max_age))


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("mx.shop.test", True), ("a.b.test", True), ("b.test", False), ("x.a.b.test", False), ("xmx.shop.test", False)],
)
def test_a_star_is_one_label(host: str, allowed: bool) -> None:
    assert allows(Policy("enforce", ("mx.shop.test", "*.b.test"), 60), host) is allowed


@pytest.mark.parametrize(
    ("domain", "state", "announced", "silent"),
    [
        ("shop.test", State.FOUND, True, True),
        ("twice.test", State.FOUND, False, False),
        ("none.test", State.NXDOMAIN, False, False),
        ("x.broken.test", State.FAILED, False, False),
    ],
)
def test_what_dns_says_and_what_does_not_answer_are_kept_apart(
    domain: str, state: State, announced: bool, silent: bool, tmp_path: Path
) -> None:
    records = """
_mta-sts.shop.test. IN TXT "v=STSv1; id=20261124"
_mta-sts.twice.test. IN TXT "v=STSv1; id=1"
_mta-sts.twice.test. IN TXT "v=STSv1; id=2"
_smtp._tls.shop.test. IN TXT "v=TLSRPTv1; rua=mailto:tls@shop.test"
default._bimi.shop.test. IN TXT "v=BIMI1; l=https://shop.test/logo.svg"
default._bimi.twice.test. IN TXT "something else"
shop.test. IN MX 10 mx.shop.test.
"""

    async def go(resolver: str) -> Transport:
        async with visited(declared(tmp_path, network=Network(resolver=resolver))) as world:
            return await world.ask(TransportOf(domain))

    with zone(records) as resolver:
        seen = asyncio.run(go(resolver))

    assert (seen.state, seen.announced, seen.silent) == (state, announced, silent)
    told = None if state is State.FAILED else domain == "shop.test"
    assert (seen.policy, seen.reports, seen.logo) == (None, told, told)

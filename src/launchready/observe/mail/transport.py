"""Reads how mail servers are told to reach the domain: MTA-STS with its policy, TLS-RPT, and BIMI beside them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.http import Answer, Request
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

ANNOUNCED = re.compile(r"v=STSv1\s*;(?=.*\bid\s*=\s*[A-Za-z0-9]{1,32}\s*(;|$))")
REPORTS = re.compile(r"v=TLSRPTv1\s*;(?=.*\brua\s*=)")
LOGO = re.compile(r"v=BIMI1\s*;", re.IGNORECASE)
PATH = "/.well-known/mta-sts.txt"
LARGEST = 64 * 1024
MODES = ("enforce", "testing", "none")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of MTA-STS."""

    mode: str
    hosts: tuple[str, ...]
    """The mail servers that it allows, as it writes them."""
    max_age: int


@dataclass(frozen=True, slots=True)
class Transport:
    """What is told of the way to a domain's mail."""

    domain: str
    state: State
    """What DNS says of the announcement."""
    announced: bool
    policy: Policy | None
    line: str
    """What the request for the policy was answered."""
    wrong: str
    """Why there is no policy; empty where there is one."""
    silent: bool
    """Whether that is because nothing answered."""
    servers: tuple[str, ...]
    """The hosts to which mail for the domain goes."""
    servers_state: State
    curl: str
    reports: bool | None
    """Whether failed deliveries are reported to the owner (TLS-RPT); None where DNS did not tell."""
    logo: bool | None
    """Whether BIMI names a logo; None where DNS did not tell."""


@dataclass(frozen=True, slots=True)
class TransportOf(Question[Transport]):
    """How are mail servers told to reach a domain?"""

    domain: str

    async def ask(self, world: "World") -> Transport:
        """Four questions to DNS, and the policy where one is announced."""
        answer = await world.ask(Records(f"_mta-sts.{self.domain}", "TXT"))
        said = [text for text in answer.records if ANNOUNCED.match(text)]
        reports = await world.ask(Records(f"_smtp._tls.{self.domain}", "TXT"))
        logo = await world.ask(Records(f"default._bimi.{self.domain}", "TXT"))
        mx = await world.ask(Records(self.domain, "MX"))
        hosts = tuple(one.partition(" ")[2].rstrip(".").lower() for one in mx.records)
        policy: Policy | None = None
        line = wrong = curl = ""
        silent = False
        if len(said) == 1:
            request = Request(f"https://mta-sts.{self.domain}{PATH}")
            reply = await world.send(request)
            line, curl, silent = reply.line(), world.curl(request), not isinstance(reply, Answer)
            if isinstance(reply, Answer):
                policy, wrong = read(reply) if reply.status == 200 else (None, f"it was answered {reply.status}")  # noqa: PLR2004 - a redirect is no policy (RFC 8461, 3.3)
            else:
                wrong = line
        return Transport(
            self.domain,
            answer.state,
            len(said) == 1,
            policy,
            line,
            wrong,
            silent,
            hosts or (self.domain,),
            mx.state,
            curl,
            _is_there(reports, REPORTS),
            _is_there(logo, LOGO),
        )


def _is_there(answer: RecordSet, like: re.Pattern[str]) -> bool | None:
    return sum(like.match(text) is not None for text in answer.records) == 1 if answer.known else None


def read(answer: Answer) -> tuple[Policy | None, str]:
    """The policy in an answer, or what is wrong with it."""
    pairs = [line.partition(":")[::2] for line in answer.body[:LARGEST].splitlines() if ":" in line]
    found = [(name.strip().lower(), value.strip()) for name, value in pairs]
    named: dict[str, str] = {}
    for name, value in found:
        named.setdefault(name, value)
    hosts = tuple(value.lower().rstrip(".") for name, value in found if name == "mx")
    mode, age = named.get("mode", ""), named.get("max_age", "")
    if named.get("version") != "STSv1" or mode not in MODES or not (age.isascii() and age.isdigit()):
        return None, "it lacks version: STSv1, a mode or a max_age"
    if mode != "none" and not hosts:
        return None, "it names no mx"
    return Policy(mode, hosts, int(age)), ""


def allows(policy: Policy, host: str) -> bool:
    """Whether a policy lets mail go to a host; a star stands for one label (RFC 8461, 4.1)."""
    return any(
        host == one or (one.startswith("*.") and host.partition(".")[2] == one[2:] and "." in host)
        for one in policy.hosts
    )

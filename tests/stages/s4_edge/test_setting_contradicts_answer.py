import json
from dataclasses import replace

from launchready.observe.net.cloudflare import SetRecord, SetZone
from launchready.observe.net.dns import RecordSet, State
from launchready.observe.net.edge_rules import SetHeader, SetRedirect, SetUncached
from launchready.observe.net.hello import Shake
from launchready.observe.net.in_force import Front, InForce, Resolved
from launchready.observe.net.offers import Offer
from launchready.observe.net.origin import Knock
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s4_edge.setting_contradicts_answer import Seen, SettingContradictsAnswer
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HOST = "shop.test"
YEAR = 31_536_000


def hsts(*, enabled: bool = True) -> str:
    return json.dumps({"strict_transport_security": {"enabled": enabled, "max_age": YEAR}})


def setting(**more: str) -> tuple[tuple[str, str], ...]:
    told = {
        "ssl": "strict",
        "always_use_https": "on",
        "min_tls_version": "1.2",
        "tls_1_3": "on",
        "security_header": hsts(),
        "tls_client_auth": "off",
    }
    return tuple((told | more).items())


PROXIED = SetRecord(HOST, "A", "198.51.100.7", None, proxied=True)
OPEN = SetRecord("mail.shop.test", "A", "198.51.100.8", None, proxied=False)
MX = SetRecord(HOST, "MX", "mail.shop.test", 10, proxied=False)
ZONE = SetZone(
    *("z1", HOST, "full", "active", False, "free", ("ada.ns.test", "bob.ns.test")),
    setting(),
    (PROXIED, OPEN, MX),
    (),
    (),
    (),
    "curl zone",
)
BOUND = {"strict-transport-security": f"max-age={YEAR}; includeSubDomains"}


def front(headers: dict[str, str] | None = None, *, to: str = f"https://{HOST}/", old: Shake = Shake.REJECTED) -> Front:
    plain = Chain(f"http://{HOST}/", (Hop(f"http://{HOST}/", 301 if to else 200, to),), End.ANSWERED)
    shakes = {"TLSv1.2": Shake.DONE, "TLSv1.3": Shake.DONE, "TLSv1": old, "TLSv1.1": old}
    offers = tuple(Offer(version, shake, "", "192.0.2.1") for version, shake in shakes.items())
    told = tuple((BOUND if headers is None else headers).items())
    return Front(HOST, plain, offers, (("TLSv1.1", "openssl -tls1_1"),), "GET / -> 200", told, "curl front")


def dns(name: str, kind: str, *records: str, state: State = State.FOUND) -> Resolved:
    return Resolved(RecordSet(name, kind, state, records), f"dig {name} {kind}")


SERVERS = dns(HOST, "NS", "ada.ns.test", "bob.ns.test")
RESOLVED = (
    dns(HOST, "A", "192.0.2.1"),
    dns("mail.shop.test", "A", "198.51.100.8"),
    dns(HOST, "MX", "10 mail.shop.test"),
)
GOOD = InForce(ZONE, (front(),), RESOLVED, SERVERS, ())
WAY_IN = Knock("198.51.100.7", HOST, HOST, "200", True, True, 1.0, "Shop", "curl origin")


def seen(found: InForce | None = GOOD, plan: str | None = "free") -> Seen:
    return Seen(plan, found)


def with_zone(**more: object) -> InForce:
    return replace(GOOD, zone=replace(ZONE, **more))  # type: ignore[arg-type]  # each as a test wants it


def sent_on(location: str) -> Seen:
    fronts = (front({**BOUND, "location": location}),)
    return seen(replace(with_zone(sent=(SetRedirect(HOST, f"www.{HOST}"),)), fronts=fronts))


def told_of_the_cache(status: str) -> Seen:
    headers = {**BOUND, "cf-cache-status": status} if status else BOUND
    return seen(replace(with_zone(uncached=(SetUncached(HOST),)), fronts=(front(headers),)))


NOTHING = InForce(
    replace(ZONE, settings=(), records=(), status=""), (), (), dns(HOST, "NS", state=State.TIMED_OUT), None
)

EXAMPLES = (
    (seen(), Pass),
    (seen(None), NotApplicable),
    (seen(NOTHING), Unknown),
    # Redirects
    (seen(replace(GOOD, fronts=(front(to=""),))), Fail),
    (seen(replace(GOOD, fronts=(front(to=f"http://www.{HOST}/"),))), Fail),
    (seen(replace(with_zone(settings=setting(always_use_https="off")), fronts=(front(to=""),))), Pass),
    # TLS
    (seen(replace(GOOD, fronts=(front(old=Shake.DONE),))), Fail),
    (seen(replace(GOOD, fronts=(front(old=Shake.TIMED_OUT),))), Pass),
    (seen(replace(with_zone(settings=setting(min_tls_version="1.0")), fronts=(front(old=Shake.DONE),))), Pass),
    (seen(with_zone(settings=setting(min_tls_version="1.3"))), Fail),
    (seen(with_zone(settings=setting(tls_1_3="off"))), Fail),
    (seen(with_zone(settings=setting(tls_1_3="zrt"))), Pass),
    # Headers
    (seen(replace(GOOD, fronts=(front({}),))), Fail),
    (seen(replace(GOOD, fronts=(front({"strict-transport-security": "max-age=3600"}),))), Fail),
    (seen(replace(with_zone(settings=setting(security_header=hsts(enabled=False))), fronts=(front({}),))), Pass),
    (seen(with_zone(headers=(SetHeader("X-Frame-Options", "DENY"),))), Fail),
    (
        seen(
            replace(
                with_zone(headers=(SetHeader("X-Frame-Options", "DENY"),)),
                fronts=(front({**BOUND, "x-frame-options": "DENY"}),),
            )
        ),
        Pass,
    ),
    # A rule that sets the same header wins over the setting.
    (
        seen(
            replace(
                with_zone(headers=(SetHeader("Strict-Transport-Security", "max-age=1"),)),
                fronts=(front({"strict-transport-security": "max-age=1"}),),
            )
        ),
        Pass,
    ),
    # Rules of a host
    (seen(with_zone(headers=(SetHeader("X-Frame-Options", "DENY", (HOST,)),))), Fail),
    (seen(with_zone(headers=(SetHeader("X-Frame-Options", "DENY", ("api.shop.test",)),))), Pass),
    (seen(with_zone(headers=(SetHeader("X-Frame-Options", "DENY", (), (HOST,)),))), Pass),
    (seen(with_zone(sent=(SetRedirect(HOST, "www.shop.test"),))), Fail),
    (seen(with_zone(sent=(SetRedirect("old.shop.test", "www.shop.test"),))), Pass),
    (sent_on(f"https://www.{HOST}/"), Pass),
    (sent_on("https://parked.test/"), Fail),
    (told_of_the_cache("HIT"), Fail),
    (told_of_the_cache("MISS"), Fail),
    (told_of_the_cache("DYNAMIC"), Pass),
    (told_of_the_cache(""), Pass),  # it says nothing: nothing is compared
    # The second half of the way
    (seen(with_zone(settings=setting(ssl="flexible"))), Fail),
    (seen(with_zone(settings=setting(ssl="flexible"), changed=("ssl",))), Pass),
    (seen(with_zone(settings=setting(ssl="flexible"), changed=None)), Pass),
    (seen(replace(with_zone(settings=setting(tls_client_auth="on")), opened=(WAY_IN,))), Fail),
    (seen(with_zone(settings=setting(tls_client_auth="on"))), Pass),
    (seen(replace(with_zone(settings=setting(tls_client_auth="on")), opened=None)), Pass),
    # Records
    (seen(replace(GOOD, resolved=(dns(HOST, "A", "198.51.100.7"),))), Fail),
    (seen(replace(GOOD, resolved=(dns("mail.shop.test", "A", "203.0.113.9"),))), Fail),
    (seen(replace(GOOD, resolved=(dns("mail.shop.test", "A", "203.0.113.9", "198.51.100.8"),))), Pass),
    (seen(replace(GOOD, resolved=(dns(HOST, "MX", "10 Mail.Shop.test."),))), Pass),
    (seen(replace(GOOD, resolved=(dns(HOST, "MX", "20 mail.shop.test"),))), Fail),
    (seen(replace(GOOD, resolved=(dns("mail.shop.test", "A", state=State.TIMED_OUT),))), Pass),
    (seen(replace(GOOD, resolved=(dns("mail.shop.test", "A", state=State.NXDOMAIN),))), Fail),
    # The zone
    (seen(replace(GOOD, servers=dns(HOST, "NS", "ns1.elsewhere.test"))), Fail),
    (seen(replace(GOOD, servers=dns(HOST, "NS", "ada.ns.test", "ns1.second.test"))), Pass),
    (seen(replace(with_zone(kind="partial"), servers=dns(HOST, "NS", "ns1.elsewhere.test"))), Pass),
    (seen(with_zone(status="pending")), Fail),
    (seen(with_zone(paused=True)), Fail),
    (seen(plan="pro"), Fail),
    (seen(plan=None), Pass),
)


def test_what_could_not_be_read_is_told_with_the_pass() -> None:
    at = replace(ZONE, unread=("GET …/pagerules -> 403: Unauthorized",))
    verdict = SettingContradictsAnswer().judge(seen(replace(GOOD, zone=at)))

    assert isinstance(verdict, Pass)
    assert verdict.because.endswith("not read: GET …/pagerules -> 403: Unauthorized")


def test_a_finding_shows_what_is_set_beside_what_is_seen_and_how_to_see_both() -> None:
    verdict = SettingContradictsAnswer().judge(seen(replace(GOOD, fronts=(front({}),))))

    assert isinstance(verdict, Fail)
    assert verdict.places == (f"setting security_header at {HOST}",)
    assert verdict.evidence[0].what.endswith(f"Strict-Transport-Security is on, with max-age={YEAR}")
    assert verdict.evidence[0].shown == "no Strict-Transport-Security"
    assert verdict.reproduce == ("curl zone", "curl front")

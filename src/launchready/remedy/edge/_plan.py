"""What an edge would have to do to mend a run's findings, whoever the edge is."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from launchready.declare.model import ApiSurface, Declaration, WebSurface
from launchready.events import Judged
from launchready.remedy.edge._floods import bounds, flooded
from launchready.remedy.limits._bounds import Plan as Bounds
from launchready.verdict import Fail

YEAR = 31_536_000
HSTS, CSP, FRAME, NOSNIFF = "hsts", "csp", "frame", "nosniff"
REFERRER, POWERS, VERSION, LOADED = "referrer", "powers", "version", "loaded"
HTTPS, CANONICAL, TLS = "https", "canonical", "tls"
ASSETS, PACKED, STAYS, PRIVATE, FORGED = "assets", "packed", "stays", "private", "forged"
PROXY, ORIGIN, ADMIN, FLOOD = "proxy", "origin", "admin", "flood"
FAILURE = "failure"
"""Headers that answers of failure lack: each place names a host and a header, and is mended as that header is."""

KINDS = {
    "edge.hsts-is-missing": HSTS,
    "edge.csp-is-missing": CSP,
    "edge.page-can-be-framed": FRAME,
    "edge.sniffing-is-allowed": NOSNIFF,
    "edge.preload-would-be-refused": HSTS,
    "edge.referrer-tells-address": REFERRER,
    "edge.page-gives-powers-away": POWERS,
    "edge.server-tells-version": VERSION,
    "edge.failure-drops-headers": FAILURE,
    "edge.other-site-loads-private-page": LOADED,
    "deploy.http-is-not-redirected": HTTPS,
    "deploy.two-hosts-answer": CANONICAL,
    "deploy.old-tls-is-offered": TLS,
    "edge.asset-is-not-cached": ASSETS,
    "edge.cache-serves-private-page": PRIVATE,
    "edge.cache-is-deceived": PRIVATE,
    "edge.cache-serves-private-answer": PRIVATE,
    "edge.cache-is-poisoned": FORGED,
    "edge.host-is-not-proxied": PROXY,
    "edge.origin-answers-directly": ORIGIN,
    "edge.admin-hides-by-path": ADMIN,
    "edge.flood-meets-no-rule": FLOOD,
}
"""Checks whose findings an edge can mend, and what mends them. One finding about files may ask for three things."""
ORDER = tuple(dict.fromkeys(kind for kind in (*KINDS.values(), PACKED, STAYS) if kind != FAILURE))

HEADERS = {
    HSTS: ("Strict-Transport-Security", f"max-age={YEAR}"),
    CSP: ("Content-Security-Policy", "script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"),
    FRAME: ("X-Frame-Options", "SAMEORIGIN"),
    NOSNIFF: ("X-Content-Type-Options", "nosniff"),
    REFERRER: ("Referrer-Policy", "strict-origin-when-cross-origin"),
    POWERS: ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
}
"""Headers that are set on every answer of a host."""
CORP = ("Cross-Origin-Resource-Policy", "same-origin")
TELLING = ("Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Generator")
"""Headers that tell what serves a host: an edge takes them off."""
NAMES_STAY, UNPACKED = " (its name stays)", " (not compressed)"
"""How a finding about files tells those that no rule keeps for a year."""
ENDINGS = (*("js", "mjs", "css", "woff2", "woff", "png", "jpg", "jpeg", "svg", "webp", "avif", "ico", "map"),)
CAREFUL = {
    HSTS: "browsers remember it for a year; add includeSubDomains and preload when every subdomain is on HTTPS for good",
    CSP: "it takes the place of what the page says now, and stops inline scripts and other sites' scripts: add the hosts that your "
    "pages need, send it as Content-Security-Policy-Report-Only for a day first, and write 'none' behind frame-ancestors where no page "
    "of yours frames another",
    POWERS: "it takes these from your own pages as well: write (self) where a page asks for one",
}
"""What to think of before a rule is applied."""


NOT_HERE = "is no production host of launch.toml"
HEADER = re.compile(r"X-[A-Za-z-]+|Forwarded|Front-End-Https")
"""What a product may be forged by and an edge can drop."""


@dataclass(frozen=True, slots=True)
class Mend:
    """What has to be done at one host, and the finding that asks for it."""

    kind: str
    host: str
    check: str
    why: str
    """The finding in a line."""
    paths: tuple[str, ...] = ()
    """Where: folders of files, private pages, pages of the staff; operations that are flooded; empty is the whole host."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an edge has to do for a product."""

    product: str
    domain: str
    run: str
    hosts: tuple[str, ...]
    """The production's names."""
    aliases: tuple[tuple[str, str], ...]
    """Names that are another's, and whose."""
    private: tuple[tuple[str, str], ...]
    """What no cache may keep: hosts and paths, `*` for a whole host."""
    edge: tuple[str, ...]
    origin: tuple[str, ...]
    cloudflare_plan: str | None
    mends: tuple[Mend, ...]
    floods: Bounds | None = None
    """What one address may do where a flood met no rule."""

    def of(self, *kinds: str, host: str | None = None) -> tuple[Mend, ...]:
        """The mends of these kinds, at one host or at all."""
        return tuple(one for one in self.mends if one.kind in kinds and host in {None, one.host})

    def head(self, provider: str, mark: str = "#") -> list[str]:
        """The first lines of every form."""
        return [
            f"{mark} The edge of {self.product}, written by `launchready export edge --provider {provider}` from the findings of",
            f"{mark} the run {self.run}. Read every line; audit again when it is applied.",
        ]

    def uncached(self) -> list[str]:
        """The routes kept out of the cache, a sentence each."""
        return [f"{host}{'' if path == '*' else path}: {_why_private(path)}" for host, path in self.private]


def plan(declaration: Declaration, results: Iterable[Judged], run: str) -> Plan:
    """What the findings of a run ask of the edge. Waived findings ask nothing."""
    found = [one for one in results if isinstance(one.verdict, Fail) and one.waived is None and one.check in KINDS]
    live = [one for one in declaration.hosts() if one.environment == "production"]
    mends = {mend: None for one in found for mend in _mends(declaration, one)}
    sites = [one for one in declaration.surfaces if isinstance(one, WebSurface) and one.environment == "production"]
    private = [(one.host, path) for one in sites for path in one.private_pages if one.host]
    private += [
        (one.host, "*")
        for one in declaration.surfaces
        if isinstance(one, ApiSurface) and one.environment == "production" and one.host
    ]
    return Plan(
        declaration.product.name,
        declaration.product.domain,
        run,
        tuple(one.name for one in live),
        tuple((one.name, one.alias_of) for one in live if one.alias_of),
        tuple(dict.fromkeys((str(host), path) for host, path in private)),
        declaration.edge.addresses,
        declaration.edge.origin,
        declaration.product.cloudflare_plan,
        tuple(sorted(mends, key=lambda one: (ORDER.index(one.kind), one.host))),
        _bounds(declaration, tuple(mends), run),
    )


def _bounds(declaration: Declaration, mends: tuple[Mend, ...], run: str) -> Bounds | None:
    places = tuple(path for one in mends if one.kind == FLOOD for path in one.paths)
    return bounds(declaration, flooded(declaration, places), run) if places else None


def _mends(declaration: Declaration, one: Judged) -> list[Mend]:
    assert isinstance(one.verdict, Fail)
    kind, why = KINDS[one.check], f"{one.title}: {one.verdict.because}"
    own, places = _host_of(declaration, one.target), one.verdict.places
    if kind == FLOOD:
        by_host: dict[str, list[str]] = {}
        for place, route in zip(places, flooded(declaration, places), strict=True):
            by_host.setdefault(route.host, []).append(place)
        return [Mend(kind, host, one.check, why, tuple(paths)) for host, paths in by_host.items()]
    if kind in {ASSETS, PRIVATE, ADMIN, LOADED, FORGED}:
        at: dict[tuple[str, str], dict[str, None]] = {}
        for place in places:
            where, what, told = _told(kind, place)
            url = urlsplit(where)
            at.setdefault((what, url.hostname or own), {})[told or url.path or "/"] = None
        return [Mend(what, host, one.check, why, tuple(paths)) for (what, host), paths in at.items()]
    if kind == FAILURE:
        kinds = {name: one for one, (name, _) in HEADERS.items()}
        apart = [place.rpartition(" without ") for place in places]
        return [Mend(kinds.get(header, VERSION), host or own, one.check, why) for host, _, header in apart]
    named = {host.name for host in declaration.hosts()}
    hosts = [own if kind not in _BY_PLACE else _host_in(place, named) or own for place in places] or [own]
    return [Mend(kind, host, one.check, why) for host in dict.fromkeys(hosts)]


_BY_PLACE = frozenset({*HEADERS, VERSION, CANONICAL})
"""Kinds whose findings name the hosts, or addresses of theirs."""


def _host_in(place: str, named: set[str]) -> str:
    """The host of a place; empty where it is no address and no name of the product."""
    return (urlsplit(place).hostname or "") if "://" in place else place if place in named else ""


def _told(kind: str, place: str) -> tuple[str, str, str]:
    """Where a place is, what has to be done there, and what is told of it other than its path."""
    if kind == FORGED:
        where, _, name = place.rpartition(" by ")
        return where, kind, name
    for words, what in ((NAMES_STAY, STAYS), (UNPACKED, PACKED)):
        if kind == ASSETS and place.endswith(words):
            return place.removesuffix(words), what, ""
    return place, kind, ""


def _host_of(declaration: Declaration, target: str) -> str:
    kind, _, name = target.partition(".")
    if kind == "surface":
        surface = declaration.surface(name)
        return (surface.host if surface else None) or declaration.product.domain
    return name.partition(":")[0] if kind in {"host", "site"} else declaration.product.domain


def _why_private(path: str) -> str:
    return "answers belong to the one who asks" if path == "*" else "a page that belongs to one user"


def reason(mends: Iterable[Mend], indent: str = "") -> list[str]:
    """The findings that ask for what follows, as comments."""
    return [f"{indent}# {one.why} ({one.check})" for one in mends]


def outside(mend: Mend) -> list[str]:
    """What a machine in front of the product cannot do itself, as comments."""
    return [
        f"# not here: {mend.why} ({mend.check})",
        "#   point the name's record at this machine, and let the firewall of the origin admit this machine alone.",
    ]


def dropped(plan: Plan, host: str) -> tuple[str, ...]:
    """The headers that an edge takes off what it asks the product with at a host, where a forged one was followed."""
    names = dict.fromkeys(name for mend in plan.of(FORGED, host=host) for name in mend.paths)
    return tuple(name for name in names if HEADER.fullmatch(name))


def parted(plan: Plan, is_ours: Callable[[str], bool]) -> tuple[Plan, tuple[Mend, ...]]:
    """The plan of what stands at hosts of a form's own, and the mends of the other hosts."""
    ours = tuple(one for one in plan.mends if is_ours(one.host))
    return replace(plan, mends=ours), tuple(one for one in plan.mends if not is_ours(one.host))


def left(plan: Plan, elsewhere: tuple[Mend, ...], because: str) -> list[str]:
    """What no rule of an edge mends, as comments: the product's own affair or another host's, and why."""
    lines: list[str] = []
    for mend in elsewhere:
        lines += [
            f"# not here: {mend.why} ({mend.check})",
            f"#   {mend.host} {because}: mend it where that host is served.",
        ]
    for mend in plan.of(STAYS):
        lines += [
            f"# not here: {mend.why} ({mend.check})",
            f"#   {', '.join(mend.paths)}: let the build write a hash of the content into the name; then a rule may keep it for a year.",
        ]
    for mend in plan.of(FORGED):
        names = [name for name in mend.paths if not HEADER.fullmatch(name)]
        if names:
            lines += [
                f"# not here: {mend.why} ({mend.check})",
                f"#   {', '.join(names)} at {mend.host}: make it a part of the cache's key, and let the product not answer by it.",
            ]
    return lines

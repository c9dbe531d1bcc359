"""Finds what each value alone cannot show: names that nothing declares, hosts outside consent, secrets in bodies."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain

from pydantic_core import PydanticCustomError

from launchready.declare.around import CLOUDFLARE
from launchready.declare.calls import METHOD_KEYS
from launchready.declare.mistakes import Loc
from launchready.declare.model import ANYONE, Consent
from launchready.declare.refusal import did_you_mean, quoted
from launchready.declare.tables import Table, calls, elements, entries, host, leaves, table, texts
from launchready.declare.values import REFERENCE_FORMS, is_reference, parse_step

WAIVER_DAYS = 90
SECRET_WORDS = ("password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "private_key", "credential")
WITH_URL = ("web", "api", "admin", "webhook", "chat", "errors")
ADDRESSED = ("url", "pages", "private_pages", "openapi", "graphql", "health", "approvals", "escalations", "events")
"""Keys of a surface whose value is sent to."""
BODIES = ("json", "form", "upload")
WAYS_IN = frozenset({"sign_in", "sign_up", "token", "headers"})
"""Keys of a principal of which one is enough."""

TARGETS = ("surface", "principal", "flow", "alert", "owner", "handover")
"""Sections whose entries can be waived for, under the names that reports show."""

Slip = tuple[Loc, str, str]
"""A place, what is wrong there, and what to do."""


def slips(data: Table, today: date) -> Iterator[Slip]:
    """Every mistake between the parts of the file."""
    yield from chain(_owners(data), _calls(data), _flows(data), _bodies(data), _principals(data), _roles(data))
    yield from chain(_scope(data), _catcher(data), _sources(data), _waivers(data, today))


def _undeclared(at: Loc, name: str, section: str, known: tuple[str, ...]) -> Slip:
    wrong = f"there is no [{section}.{name}]"
    if near := did_you_mean(name, known):
        return at, wrong, f"Write {quoted(near)}, or add [{section}.{name}]"
    return at, wrong, f"Add [{section}.{name}]" + (f", or use one of {', '.join(known)}" if known else "")


def _owners(data: Table) -> Iterator[Slip]:
    owners = tuple(table(data.get("owner")))
    named = [
        (at, entry.get("owner")) for section in ("surface", "alert", "handover") for at, entry in entries(data, section)
    ]
    named += [(("waiver", position), table(one).get("owner")) for position, one in elements(data.get("waiver"))]
    for at, name in named:
        if isinstance(name, str) and name not in owners:
            yield _undeclared((*at, "owner"), name, "owner", owners)
    for at, entry in entries(data, "handover"):
        for place, name in texts((*at, "people"), entry.get("people")):
            if name not in owners:
                yield _undeclared(place, name, "owner", owners)


def _calls(data: Table) -> Iterator[Slip]:
    principals = tuple(table(data.get("principal")))
    for at, call in calls(data):
        methods = [key for key in METHOD_KEYS if key in call]
        if not methods:
            yield at, "the request has no method", f'Say one of {", ".join(METHOD_KEYS)} with its path: post = "/path"'
        if len(methods) > 1:
            yield at, f"the request has {len(methods)} methods: {', '.join(methods)}", "Keep one of them"
        if "ws" in call and at[-1] != "say":
            yield (
                (*at, "ws"),
                "only what is said to the model goes over a WebSocket",
                "Write post, get, put, patch or delete",
            )
        bodies = [key for key in BODIES if key in call]
        if len(bodies) > 1:
            yield at, f"the request has {len(bodies)} bodies: {', '.join(bodies)}", "Keep one of them"
        if (at[-1] in {"open", "makes"} or "carriers" in at) and "id" not in call:
            yield at, "it does not say where the id stands in the answer", 'Add id = "$.id"'
        yield from _picks(at, call)
        on, by = call.get("on"), call.get("as")
        if isinstance(on, str):
            yield from _target((*at, "on"), on, data)
        elif at[-1] in {"sign_in", "sign_up", "reset"} and "on" not in call and default_surface(data) is None:
            yield at, "there is no api or web surface to send it to", 'Say where: on = "NAME"'
        if isinstance(by, str) and by not in principals:
            yield _undeclared((*at, "as"), by, "principal", principals)


def _picks(at: Loc, call: Table) -> Iterator[Slip]:
    signs = at[-1] in {"sign_in", "sign_up"} or "sign_in_at" in at
    for key, path in call.items():
        if isinstance(path, str) and path.startswith(("header:", "cookie:")) and not (signs and key == "token"):
            yield (*at, key), "only the token of a sign-in is read from a header or a cookie", 'Write it like "$.id"'


def default_surface(data: Table, kinds: tuple[str, ...] = ("api", "web")) -> str | None:
    """The surface that a request goes to where none is named: the first api, else the first web."""
    for kind in kinds:
        for at, entry in entries(data, "surface"):
            if entry.get("kind") == kind:
                return str(at[1])
    return None


def _target(at: Loc, name: str, data: Table) -> Iterator[Slip]:
    surfaces = table(data.get("surface"))
    usable = tuple(one for one, entry in surfaces.items() if table(entry).get("kind") in WITH_URL)
    if name not in surfaces:
        yield _undeclared(at, name, "surface", usable)
    elif name not in usable and table(surfaces[name]).get("kind"):
        yield at, f"the surface {name} has no url", f"Use one that has: {', '.join(usable)}"


def _flows(data: Table) -> Iterator[Slip]:
    principals = tuple(table(data.get("principal")))
    for at, flow in entries(data, "flow"):
        on = flow.get("on")
        if isinstance(on, str):
            yield from _target((*at, "on"), on, data)
        elif "on" not in flow and default_surface(data, ("api",)) is None:
            yield at, "there is no api surface for the flow", 'Say where its steps go: on = "NAME"'
        for place, text in texts((*at, "steps"), flow.get("steps")):
            try:
                by = parse_step(text).by
            except PydanticCustomError:
                continue  # the shape says so already
            if by is not None and by not in principals:
                yield _undeclared(place, by, "principal", principals)
    flows = tuple(table(data.get("flow")))
    for place, name in texts(("spike", "flows"), table(data.get("spike")).get("flows")):
        if name not in flows:
            yield _undeclared(place, name, "flow", flows)


def _bodies(data: Table) -> Iterator[Slip]:
    for at, call in calls(data):
        for key in ("json", "form"):
            for place, leaf in leaves((*at, key), call.get(key)):
                if isinstance(leaf, datetime | date | time):
                    yield place, "JSON has no dates", "Write the date as text, in quotes"
                elif isinstance(leaf, str) and _names_secret(place) and not _is_filled_in(leaf):
                    yield place, "a secret must not stand in the file", f"Refer to it: {REFERENCE_FORMS}"
        if "json" in call and not isinstance(call["json"], dict | list):
            yield (*at, "json"), "a JSON body is a table or a list", 'Write json = { name = "value" }'


def _names_secret(place: Loc) -> bool:
    name = next(str(part) for part in reversed(place) if isinstance(part, str))
    plain = name.lower().replace("-", "_")
    return any(word in plain for word in SECRET_WORDS)


def _is_filled_in(text: str) -> bool:
    whole = text.startswith("{") and text.endswith("}") and text[1:-1].isidentifier()
    return whole or is_reference(text)


def _principals(data: Table) -> Iterator[Slip]:
    for at, principal in entries(data, "principal"):
        yield from _sign_ins(at, principal, data)
        named = "email" in principal or "username" in principal
        if not WAYS_IN & set(principal) and not (named and "password" in principal):
            yield (
                at,
                "nobody can be this principal: it has neither email and password, nor sign_in, sign_up or token",
                'Add password = "env:NAME", sign_in, sign_up, or token = "env:NAME"',
            )
        if principal.get("send") == "basic" and not (named and "password" in principal):
            yield (*at, "send"), "there is no name and password to send", 'Add username and password = "env:NAME"'
        for name, value in table(principal.get("headers")).items():
            if isinstance(value, str) and _is_credential(name) and not is_reference(value):
                yield (*at, "headers", name), "a secret must not stand in the file", f"Refer to it: {REFERENCE_FORMS}"


def _is_credential(header: str) -> bool:
    return _names_secret((header,)) or header.lower() in {"authorization", "cookie", "proxy-authorization"}


def _sign_ins(at: Loc, principal: Table, data: Table) -> Iterator[Slip]:
    for name in table(principal.get("sign_in_at")):
        yield from _target((*at, "sign_in_at", name), name, data)


def _roles(data: Table) -> Iterator[Slip]:
    known = tuple(dict.fromkeys(str(one["role"]) for _, one in entries(data, "principal") if "role" in one))
    for operation, roles in table(data.get("roles")).items():
        for place, role in texts(("roles", operation), roles):
            if role not in (*known, ANYONE):
                near = did_you_mean(role, (*known, ANYONE))
                do = f"Write {quoted(near)}" if near else f"Use one of {', '.join((*known, ANYONE))}"
                yield place, f"no principal has the role {quoted(role)}", f"{do}, or add a principal with that role"


def _catcher(data: Table) -> Iterator[Slip]:
    catcher = table(data.get("catcher"))
    for key, other in (("dns_listen", "dns_zone"), ("dns_zone", "dns_listen")):
        if key in catcher and other not in catcher:
            yield ("catcher", key), f"means nothing without {other}", f"Add catcher.{other}"


def _scope(data: Table) -> Iterator[Slip]:
    scope = table(data.get("consent")).get("scope")
    if not isinstance(scope, list) or not scope:
        return
    consent = Consent(tuple(one.lower() for one in scope if isinstance(one, str)))
    domain = table(data.get("product")).get("domain")
    found = [(("product", "domain"), domain)] if isinstance(domain, str) else []
    for at, name in chain(found, _hosts(data)):
        if not consent.covers(name):
            yield (
                at,
                f"{name} is outside consent.scope, so nothing will be sent there",
                f'Add "{name}" to consent.scope',
            )


def _hosts(data: Table) -> Iterator[tuple[Loc, str]]:
    for at, surface in entries(data, "surface"):
        for key in ADDRESSED:
            for place, text in texts((*at, key), surface.get(key)):
                if name := host(text):
                    yield place, name
        yield from texts((*at, "aliases"), surface.get("aliases"))
    cloudflare = table(table(data.get("edge")).get("cloudflare"))
    if cloudflare and (name := host(str(cloudflare.get("api", CLOUDFLARE)))):
        yield ("edge", "cloudflare", *(("api",) if "api" in cloudflare else ())), name
    for at, call in calls(data):
        for key in METHOD_KEYS:
            for place, text in texts((*at, key), call.get(key)):
                if name := host(text):
                    yield place, name


def _sources(data: Table) -> Iterator[Slip]:
    surfaces = tuple(table(data.get("surface")))
    for name in table(data.get("sources")):
        if name not in surfaces:
            yield _undeclared(("sources", name), name, "surface", surfaces)


def _waivers(data: Table, today: date) -> Iterator[Slip]:
    targets = ("product", *(f"{section}.{at[1]}" for section in TARGETS for at, _ in entries(data, section)))
    last = today + timedelta(days=WAIVER_DAYS)
    for position, one in elements(data.get("waiver")):
        until, target = table(one).get("until"), table(one).get("target")
        if isinstance(target, str) and not target.startswith(("host.", "site.")) and target not in targets:
            near = next((known for known in targets if known.endswith(f".{target}")), did_you_mean(target, targets))
            do = f"Write {quoted(near)}" if near else f"Use one of {', '.join(targets)}, host.NAME or site.NAME"
            yield ("waiver", position, "target"), f"there is no target {quoted(target)}", do
        if isinstance(until, date) and not isinstance(until, datetime) and until > last:
            wrong = f"{until} is more than {WAIVER_DAYS} days away"
            yield ("waiver", position, "until"), wrong, f"Choose {last} or earlier; you can renew it then"

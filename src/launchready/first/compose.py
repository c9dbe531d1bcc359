"""Puts what was seen and what was answered together into the tables of a first launch.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from launchready.declare.model import Network, Principal
from launchready.first import chatting, guess
from launchready.first.handing_over import handover
from launchready.first.network import Outside
from launchready.first.repository import Repository
from launchready.first.sheet import Row, Table

OWNER = "team"
LOGIN_LINKS = ("login", "signin", "sign-in", "signup", "sign-up", "register", "pricing")
PRIVATE_LINKS = ("account", "dashboard", "settings", "profile", "inbox")
MOST_WEBHOOKS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """All that a first declaration is made of."""

    outside: Outside
    repository: Repository | None
    repository_path: str
    """The repository's folder as seen from launch.toml."""
    answers: Mapping[str, str]
    network: Network
    trust: str | None
    """The file of certificates as seen from launch.toml."""
    users: tuple[Principal, ...] = ()
    """Who may ask, out of a file of another tool."""

    @property
    def buyers(self) -> tuple[str, ...]:
        """The e-mail addresses of the test buyers, or nothing."""
        return tuple(one.strip() for one in self.answers["buyers"].split(",") if one.strip())

    def env(self, *words: str, otherwise: str) -> str:
        """A reference to a variable that the repository names, or to one of that name."""
        name = self.repository.name_with(*words) if self.repository else None
        return f"env:{name or otherwise}"


def compose(known: Known) -> Iterator[Table]:
    """Every table, in the order of the file."""
    yield Table("", (Row("version", 1),))
    yield _product(known)
    yield _consent(known)
    yield from _network(known)
    yield from _dns(known)
    yield from _web(known)
    yield from _api(known)
    yield from _chat(known)
    yield from _around(known)
    yield from _people(known)
    yield from handover(known.outside, known.repository, known.answers["owner"], OWNER)


def _product(known: Known) -> Table:
    outside = known.outside
    label = outside.domain.split(".", maxsplit=1)[0]
    name = outside.title or label.capitalize()
    why = "the title of the front page" if outside.title else "the first word of the domain"
    amount, _, currency = known.answers["price"].partition(" ")
    price = (
        Row("price", {"average_order": float(amount), "currency": currency})
        if amount
        else Row("price", {"average_order": 29, "currency": "EUR"}, "no price was given", on=False)
    )
    return Table("[product]", (Row("name", name, why), Row("domain", outside.domain), price))


def _consent(known: Known) -> Table:
    domain = known.outside.domain
    is_address = domain.replace(".", "").isdigit() or ":" in domain
    scope = [domain] if is_address else [domain, f"*.{domain}"]
    return Table(
        "[consent]",
        (
            Row("scope", scope, "the given name and all below it; take out what is not yours"),
            Row("touch", known.answers["touch"]),
            Row("requests_per_second", 10),
            Row("window", "22:00-06:00 UTC", "bursts are sent in a window alone", on=False),
            Row("commands", value=True, why="commands that this file names are run only if you say so", on=False),
        ),
    )


def _network(known: Known) -> Iterator[Table]:
    network = known.network
    rows: list[Row] = []
    if network.resolver:
        rows.append(Row("resolver", network.resolver))
    if network.ports:
        rows.append(Row("ports", {str(key): value for key, value in network.ports}))
    if known.trust:
        rows.append(Row("trust", known.trust))
    if rows:
        yield Table("[network]", tuple(rows))


def _dns(known: Known) -> Iterator[Table]:
    outside = known.outside
    records = [f"{outside.domain} MX {one}" for one in outside.mail_hosts]
    if outside.nameservers or records:
        provider = outside.nameservers[:1]
        rows = [Row("provider", one, "the first of the domain's name servers today") for one in provider]
        if records:
            rows.append(Row("records", records, "what DNS says today; from now on a difference is a finding"))
        yield Table("[dns]", tuple(rows))
    answered = f"the front page was answered by {outside.server or 'a server that does not say its name'}"
    addresses = [address for name in outside.names[:1] for address in name.addresses]
    rows_of_edge = (
        Row("addresses", addresses, "the addresses of the domain; true if your edge stands in front of it"),
        Row("origin", ["198.51.100.7"], "nobody outside can see where your own server is"),
    )
    yield Table("[edge]", rows_of_edge, answered, on=False)


def _web(known: Known) -> Iterator[Table]:
    outside = known.outside
    links = [link for link in outside.links if any(word in link.lower() for word in LOGIN_LINKS)]
    private = [link for link in outside.links if any(word in link.lower() for word in PRIVATE_LINKS)]
    other = outside.domain if outside.canonical != outside.domain else outside.has("www")
    rows = [
        Row("kind", "web"),
        Row("url", outside.url(outside.canonical)),
        Row("pages", ["/", *links], "pages that the front page links to") if links else Row("pages", ["/"]),
    ]
    why = "links on the front page whose names sound private" if private else "no link sounded private"
    rows.append(Row("private_pages", private or ["/account"], why, on=bool(private)))
    if other:
        rows.append(Row("aliases", [other], "it has an address; it should redirect here"))
    yield Table("[surface.web]", (*rows, Row("owner", OWNER)), f"{outside.front}")
    for label, name, environment in (("app", "app", None), ("staging", "staging", "staging")):
        if host := outside.has(label):
            extra = (Row("environment", environment),) if environment else ()
            own = (Row("kind", "web"), *extra, Row("url", outside.url(host)), Row("owner", OWNER))
            yield Table(f"[surface.{name}]", own, f"{host} has an address")
    if host := outside.has("admin"):
        own = (Row("kind", "admin"), Row("url", outside.url(host)), Row("owner", OWNER))
        yield Table("[surface.admin]", own, f"{host} has an address")


def _api(known: Known) -> Iterator[Table]:
    outside = known.outside
    if outside.api_host is None:
        missing = (Row("kind", "api"), Row("url", outside.url(f"api.{outside.domain}")), Row("owner", OWNER))
        yield Table(
            "[surface.api]", missing, "no API was found: neither a host `api` nor an OpenAPI document", on=False
        )
        return
    place = outside.api.source.removeprefix(outside.url(outside.api_host)) if outside.api else "/openapi.json"
    why = f"{len(outside.api.operations)} operations are documented there" if outside.api else outside.tried[0]
    rows = (
        Row("kind", "api"),
        Row("url", outside.url(outside.api_host)),
        Row("openapi", place, why, on=outside.api is not None),
        Row("health", outside.health or "/health", "its name says so", on=outside.health is not None),
        Row("origins", [outside.url(outside.canonical)], "the web app must be able to read it"),
        Row("owner", OWNER),
    )
    yield Table("[surface.api]", rows)
    for path in guess.webhooks(guess.operations(outside.api, known.repository))[:MOST_WEBHOOKS]:
        name = "".join(letter if letter.isalnum() else "_" for letter in path.rsplit("/", 1)[-1]) or "webhook"
        secret = known.env("WEBHOOK", "SECRET", otherwise=f"{name.upper()}_WEBHOOK_SECRET")
        own = (
            Row("kind", "webhook"),
            Row("url", outside.url(outside.api_host) + path),
            Row("secret", secret, "the name of the variable; nothing said how events are signed", on=False),
            Row("signature", "X-Signature: t={t},v1={hmac_sha256:t.body}", "see your provider's guide", on=False),
            Row("event", '{"id":"{id}","data":{"order_id":"{order}"}}', "an event that you accept", on=False),
            Row("owner", OWNER),
        )
        yield Table(f"[surface.webhook_{name}]", own, f"POST {path} is named so")


def _chat(known: Known) -> Iterator[Table]:
    chosen = known.answers["chat"]
    said = (
        guess.chat(guess.operations(known.outside.api, known.repository), chosen) if chosen != chatting.NONE else None
    )
    return chatting.tables(known.outside, chosen, said, known.answers, OWNER)


def _around(known: Known) -> Iterator[Table]:
    outside, repository = known.outside, known.repository
    if outside.mail_hosts:
        selectors = list(outside.dkim_selectors)
        why = "DKIM keys that DNS has under usual names" if selectors else "no DKIM key was found under a usual name"
        rows = [Row("kind", "mail"), Row("domain", outside.domain)]
        rows.append(Row("dkim_selectors", selectors or ["s1"], why, on=bool(selectors)))
        if found := guess.reset(guess.operations(outside.api, repository)):
            request = {"post": found[0], "json": {found[1]: "{email}"}}
            rows.append(Row("reset", request, "its path says so", on=outside.api_host is not None))
        yield Table("[surface.mail]", (*rows, Row("owner", OWNER)), "the domain has a mail server")
    if repository is None:
        return
    if dsn := repository.name_with("SENTRY"):
        tracker = (Row("kind", "errors"), Row("url", "https://errors.example.com"), Row("owner", OWNER))
        yield Table("[surface.errors]", tracker, f"an env file names {dsn}; say where its events are read", on=False)
    rows = [Row("kind", "repository"), Row("path", known.repository_path)]
    if repository.build_logs:
        rows.append(Row("build_logs", list(repository.build_logs), "files of these names are there"))
    yield Table("[surface.repository]", (*rows, Row("owner", OWNER)))


def _people(known: Known) -> Iterator[Table]:
    if known.users:
        yield from map(_user, known.users)
        return
    login = guess.login(guess.operations(known.outside.api, known.repository))
    emails = known.buyers or ("a@example.com", "b@example.com")
    usable = login is not None and bool(known.buyers) and known.outside.api_host is not None
    for letter, email in zip("ab", emails, strict=True):
        found = login or guess.Login("/login", "json", "email", "password", "$.token", "no operation signs in")
        body = {found.user: email, found.password: f"env:BUYER_{letter.upper()}_PASSWORD"}
        request: dict[str, object] = {"post": found.path, found.body: body}
        if found.token:
            request["token"] = found.token
        why = found.why if known.buyers else f"{found.why}; no test buyers were named"
        yield Table(f"[principal.buyer_{letter}]", (Row("role", "buyer"), Row("sign_in", request)), why, on=usable)
    for role in ("seller", "admin"):
        rows = (Row("role", role), Row("token", f"env:{role.upper()}_TOKEN"))
        yield Table(f"[principal.{role}]", rows, f"if you have {role}s, the audit tries what they may", on=False)
    steps = list(guess.checkout(guess.operations(known.outside.api, known.repository)))
    if login and steps:
        flow = [f"POST {login.path} as buyer_a", *steps]
        yield Table("[flow.checkout]", (Row("steps", flow), Row("p95_ms", 800)), "operations named so", on=usable)


def _user(who: Principal) -> Table:
    rows = [Row("role", who.role, "made of the name; the same role for users who must not see each other's data")]
    for key, call in (("sign_up", who.sign_up), ("sign_in", who.sign_in)):
        if call is not None:
            body: dict[str, object] = (
                {"form": dict(call.form)} if call.form else {"json": call.json} if call.json else {}
            )
            rows.append(Row(key, {call.method.lower(): call.path, **body, **dict(call.pick)}))
    rows += [Row("send", who.send)] if who.send else []
    rows += [Row("headers", dict(who.headers))] if who.headers else []
    return Table(f"[principal.{who.name}]", tuple(rows))


def relative(path: Path, folder: Path) -> str:
    """A path as launch.toml in a folder writes it."""
    try:
        return str(path.resolve().relative_to(folder.resolve())) or "."
    except ValueError:
        return str(path.resolve())

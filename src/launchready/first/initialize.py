"""Writes a first launch.toml from what can be seen of a product: reads only, and only below the given name."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from launchready.declare import wfc
from launchready.declare.addresses import HOST
from launchready.declare.model import Consent, Declaration, Network, Principal, Product
from launchready.declare.read import read_text
from launchready.declare.schema import DIRECTIVE
from launchready.declare.schema import text as schema_text
from launchready.first import chatting, guess, questions
from launchready.first.compose import Known, compose, relative
from launchready.first.network import Outside, look_around
from launchready.first.questions import Answers, put
from launchready.first.repository import Repository, look_into
from launchready.first.sheet import plain
from launchready.first.visit import visiting
from launchready.observe.errors import CannotLook, CannotTrustError
from launchready.observe.record import DNS
from launchready.verdict import Touch

FILE = "launch.toml"
SCHEMA = Path(".launchready") / "launch.schema.json"
"""Where the schema goes, as seen from launch.toml; the file's first line names it."""
PUBLIC = Network()
HERE = Path()


class InitError(Exception):
    """A first declaration cannot be written; says why and what to do."""


@dataclass(frozen=True, slots=True)
class InitResult:
    """A first declaration."""

    text: str
    """What goes into launch.toml."""
    schema: str
    """What goes into SCHEMA, so that editors complete the file."""
    guesses: tuple[str, ...]
    """Every guess in it, with the key that it is about."""
    seen: tuple[str, ...]
    """What it was made of, a line each."""
    sent: int
    """How many requests were sent."""


async def init(
    url: str,
    repo: Path | None,
    answers: Answers,
    *,
    network: Network = PUBLIC,
    folder: Path = HERE,
    auth: Path | None = None,
) -> InitResult:
    """A first launch.toml for the product at a url, to be put into a folder; asks five questions at most, and five
    more of a chatbot.

    `https://www.example.com` stands for example.com. Nothing is sent but what any visitor asks, to that name and names
    below it.

    Raises:
        InitError: the url is none, nothing has that name, or the repository or the file of users cannot be read.
        NoAnswerError: a question was not answered in a form that can be used.
    """
    domain = _domain(url)
    repository = _repository(repo)
    users = _users(auth, folder)
    consent = Consent((domain, f"*.{domain}"))
    visitor = Declaration(folder / FILE, Product(domain, domain), consent, network)
    try:
        async with visiting(visitor, "init", Touch.READ) as (world, sent):
            outside = await look_around(world, url, domain)
    except CannotLook as unseen:
        raise InitError(f"{unseen}. Check the spelling of {url}, and that this machine reaches its DNS.") from None
    except CannotTrustError as untrusted:
        raise InitError(f"{untrusted}. Name a file of PEM certificates.") from None
    operations = guess.operations(outside.api, repository)
    asked = (
        questions.touch(),
        *([] if users else [questions.buyers()]),
        questions.owner(),
        chatting.operation(guess.chat_operation(operations) if outside.api_host else ""),
        questions.price(),
    )
    said = {"buyers": "", **{question.id: put(question, answers) for question in asked}}
    if said["chat"] != chatting.NONE:
        more = chatting.others(said["chat"], guess.chat(operations, said["chat"]))
        said |= {question.id: put(question, answers) for question in more}
    known = Known(
        outside,
        repository,
        relative(repo, folder) if repo else ".",
        said,
        network,
        relative(network.trust, folder) if network.trust else None,
        users,
    )
    tables = tuple(compose(known))
    seen = _seen(outside, repository)
    text = "\n".join([_head(url, seen), *(table.text() for table in tables)])
    read_text(text, folder / FILE)  # what is written must be read; a mistake here is ours and is not hidden
    guesses = tuple(one for table in tables for one in table.guesses())
    return InitResult(text, schema_text(), guesses, seen, sum(one.method != DNS for one in sent))


def _repository(folder: Path | None) -> Repository | None:
    if folder is None:
        return None
    if not folder.is_dir():
        raise InitError(f"{folder} is not a folder. Name the product's repository with --repo, or leave it out.")
    return look_into(folder)


def _users(auth: Path | None, folder: Path) -> tuple[Principal, ...]:
    if auth is None:
        return ()
    try:
        return wfc.principals(auth, relative(auth, folder), 1, None)
    except wfc.NotWfcError as unread:
        raise InitError(f"{unread}. Name a file as Schemathesis or EvoMaster reads it, or leave --auth out.") from None


def _domain(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii")
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not (HOST.fullmatch(host) or ":" in host):
        raise InitError(f"{url} is not a web address. Write it with https:// and a host: https://example.com")
    return host.removeprefix("www.")


def _head(url: str, seen: tuple[str, ...]) -> str:
    lines = [
        f"{DIRECTIVE} ./{SCHEMA.as_posix()}",
        f"# A first declaration of {url}, made from what can be seen. Each guess is marked: read it, correct it, and",
        "# take the mark away. What is commented out is for you to complete. Then: launchready doctor, launchready audit",
        "#",
        *(f"# seen: {plain(line)}" for line in seen),
    ]
    return "\n".join(lines) + "\n"


def _seen(outside: Outside, repository: Repository | None) -> tuple[str, ...]:
    seen = [f"names with an address: {', '.join(name.host for name in outside.names)}"]
    if outside.wildcard:
        seen.append(f"any name below {outside.domain} has an address, so that having one says nothing")
    if outside.api:
        seen.append(f"OpenAPI at {outside.api.source}: {len(outside.api.operations)} operations")
        if outside.api.mistake:
            seen.append(f"its first mistake: {outside.api.mistake.removeprefix(': ')}")
    else:
        seen.append(f"no OpenAPI document at {len(outside.tried)} usual places")
    if repository is None:
        return tuple(seen)
    for what, found in (
        ("env files, of which names alone were read", repository.env_files),
        ("variables", repository.names),
        ("CI files", repository.ci),
        ("Dockerfiles", repository.dockerfiles),
        ("deploy scripts", repository.deploy),
        ("rollback scripts", repository.rollback),
        ("routes that the OpenAPI document does not name", _undocumented(outside, repository)),
    ):
        if found:
            seen.append(f"{what}: {', '.join(found)}")
    if repository.unread:
        seen.append(f"{repository.unread} files of the repository were not read: too many, or too large")
    return tuple(seen)


def _undocumented(outside: Outside, repository: Repository) -> tuple[str, ...]:
    if outside.api is None:
        return ()
    # A prefix that a router adds cannot be seen from its file, so a route is known when a documented one ends with it.
    documented = [_shape(one.method, one.path) for one in outside.api.operations]
    return tuple(
        f"{one.method} {one.path} ({one.place})"
        for one in repository.routes
        if not any(
            method == one.method and path.endswith(_shape(one.method, one.path)[1]) for method, path in documented
        )
    )


def _shape(method: str, path: str) -> tuple[str, str]:
    parts = ["{}" if part.startswith("{") else part for part in path.split("/")]
    return method, "/".join(parts)

"""The places where a product answers, and how they are called, as the owner declares them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from launchready.declare.packs.model import Pack

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value of the owner's; a string leaf `env:NAME`, `file:PATH#KEY` or `cmd:…` is a reference to a secret."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A reference to a secret, never the secret: `env:NAME`, `file:PATH` (`#KEY` picks a line KEY=value), `cmd:…`."""

    ref: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the owner describes: a method, a path, and at most one kind of body.

    `{name}` in the path or in a string of the body is filled in by whoever sends it.
    """

    method: str
    path: str
    on: str | None = None
    """The surface it is sent to; None is the one that the context names."""
    by: str | None = None
    """The principal it is sent as (`as` in the file)."""
    json: Json = None
    form: tuple[tuple[str, str], ...] = ()
    upload: str | None = None
    """The name of a multipart field in which `{text}` is sent as a file: `notes.txt`, or of the kind that an attack needs."""
    pick: tuple[tuple[str, str], ...] = ()
    """What is read from the answer: names and JSON paths (`id` -> `$.id`)."""

    def picks(self, name: str) -> str | None:
        """The JSON path under a name, or None."""
        return dict(self.pick).get(name)


@dataclass(frozen=True, slots=True)
class Surface:
    """A place where the product answers."""

    name: str
    owner: str | None
    environment: str
    url: str | None
    line: int
    """The line of launch.toml that declares it."""

    @property
    def host(self) -> str | None:
        """The host name of the url, or None."""
        return urlsplit(self.url).hostname if self.url else None

    def at(self, path: str) -> str:
        """The surface's url with another path.

        Raises:
            ValueError: the surface has no url.
        """
        if self.url is None:
            raise ValueError(f"surface {self.name} has no url")
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{path}" if path.startswith("/") else path


@dataclass(frozen=True, slots=True)
class WebSurface(Surface):
    """Pages that people open in a browser."""

    pages: tuple[str, ...] = ("/",)
    private_pages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names that must redirect to this one."""
    only_for: str = ""
    """Who alone is let in, by a list of addresses or a VPN; empty where nothing is said."""


@dataclass(frozen=True, slots=True)
class ApiSurface(Surface):
    """An HTTP API."""

    openapi: str | None = None
    graphql: str | None = None
    """The path of its GraphQL endpoint."""
    health: str | None = None
    origins: tuple[str, ...] = ()
    """Web origins that may read its answers with credentials."""
    openapi_file: Path | None = None
    """Read instead of what it publishes."""

    @property
    def documents_itself(self) -> bool:
        """Whether the owner says where its OpenAPI document is."""
        return self.openapi is not None or self.openapi_file is not None


@dataclass(frozen=True, slots=True)
class AdminSurface(Surface):
    """What only the staff may open."""


@dataclass(frozen=True, slots=True)
class WebhookSurface(Surface):
    """An address at which another service delivers events."""

    secret: Secret | None = None
    signature: tuple[str, ...] = ()
    """Headers, each `Name: template` with `{t}`, `{id}` and `{hmac_sha256:…}` over a template of `t`, `id` and `body`."""
    event: str = ""
    """A body that the product accepts, with `{id}` for the event's id and `{order}` for an order of buyer A."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that the bot must not do for a customer."""

    ask: str
    shows: str
    """What only an answer holds that granted it."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the model may do for a customer only after their approval, and where its effect shows."""

    ask: str
    """The wish; `{thing}` is the id of what was made for it, `{mark}` a word of its own."""
    read: Call
    """Reads where it shows, as the customer, unless it says as whom."""
    shows: str
    """What stands there once it is done."""
    makes: Call | None = None
    """Makes what the wish is about, as the customer; picks `id`."""


@dataclass(frozen=True, slots=True)
class OneTurn:
    """What one answer may cost; None is for no bound."""

    tokens: int | None = None
    tool_calls: int | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ChatSurface(Surface):
    """A place where a person talks to the model."""

    open: Call | None = None
    """Starts a conversation, where one is needed; picks `id`."""
    say: Call | None = None
    """Says `{text}`, or all that was said as `{messages}`; picks `answer`, and `tools` where the answer names tool calls."""
    carriers: tuple[tuple[str, Call], ...] = ()
    """Ways to put `{text}` where the model reads it (`listing`, `file`); each picks `id`, which fills `{listing}` or
    `{file}` in `open` and `say`; a part of a body whose carrier is not in play is left out."""
    planted: tuple[tuple[str, str], ...] = ()
    """Canaries that the owner put where only the model sees them: `system_prompt` and `key`, each as often as there are."""
    approvals: str | None = None
    approve: Call | None = None
    """Approves what waits there, whose id is `{id}`."""
    acts: tuple[Act, ...] = ()
    """What else than a mail waits for approval."""
    escalations: str | None = None
    hands_over: tuple[str, ...] = ()
    """What the bot must not answer alone, beside a wish for a person."""
    hands_over_to: Path | None = None
    """The Maildir in which people learn of it."""
    refuses: tuple[Refused, ...] = ()
    keeps_to_subject: bool = False
    """Whether it must carry out nothing that has nothing to do with the product."""
    one_turn: OneTurn | None = None
    turns: int = 60
    """The most that the attacks of one kind may say."""
    packs: tuple[str, ...] = ("core",)
    """Which attacks are said: `core`, `all`, packs by name, and files of the owner's."""
    own_packs: tuple[Pack, ...] = ()
    """What stands in those files."""


@dataclass(frozen=True, slots=True)
class ErrorsSurface(Surface):
    """The error tracker."""

    trigger: Call | None = None
    """Makes a test error that carries `{mark}`."""
    events: str | None = None
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class MailSurface(Surface):
    """A domain from which the product sends mail."""

    domain: str = ""
    dkim_selectors: tuple[str, ...] = ()
    mailbox: Path | None = None
    """Where test messages lie: a Maildir, or a pattern of files; of a server, the Maildir that the run fills from it."""
    reset: Call | None = None
    """Asks for a password reset for `{email}`."""
    server: str | None = None
    """Where they come from, if from a server: `imaps://user@host/FOLDER`, or `smtp://address:port` to listen at."""
    password: Secret | None = None
    """Opens an IMAP mailbox."""
    receiver: str | None = None
    """The mail server that takes them in, as it calls itself in `Received`."""
    reset_life: int | None = None
    """Seconds for which the link or code of a reset may be used."""
    accounts: str | None = None
    """The address of an account that the run makes, with `{tag}` where each has its own; else `{tag}@domain`."""

    @property
    def holds_files(self) -> bool:
        """Whether the mailbox is files that the owner, or the product, puts there."""
        return self.mailbox is not None and "*" in self.mailbox.name


@dataclass(frozen=True, slots=True)
class RepositorySurface(Surface):
    """A git repository with what it ships."""

    path: Path = Path()
    build_logs: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    """Container images: files of `docker save`, or folders of OCI layouts."""
    artifacts: tuple[str, ...] = ()
    """Other things that are built or handed on."""


@dataclass(frozen=True, slots=True)
class LogSurface(Surface):
    """A log that the product writes."""

    path: Path = Path()


@dataclass(frozen=True, slots=True)
class Catching:
    """Where the audit listens for what a product asks, when the product is to reach it from elsewhere."""

    listen: str
    """`address:port` of this machine."""
    url: str
    """How the product reaches that from outside; no path."""
    inside: str | None = None
    """`address:port` of this machine that is of the product's inside: whoever asks there has reached the inside."""
    dns_listen: str | None = None
    dns_zone: str | None = None
    """The names that the audit answers for itself."""
    address: str | None = None
    """The public address that those names have; None is what DNS says of the url's host."""

"""Makes the frozen declaration out of the shapes of a file that has no mistakes."""

from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from launchready.declare import around_build as around
from launchready.declare import running_build as running
from launchready.declare import wfc
from launchready.declare.calls import METHOD_KEYS, CallShape
from launchready.declare.cross import default_surface
from launchready.declare.limits import SpendShape, maybe_seconds, parse_bound, parse_limited
from launchready.declare.lines import Lines
from launchready.declare.mailboxes import SPOOL
from launchready.declare.mistakes import DeclarationError
from launchready.declare.model import (
    Act,
    AdminSurface,
    ApiSurface,
    Call,
    ChatSurface,
    Consent,
    Declaration,
    ErrorsSurface,
    Json,
    Limit,
    LogSurface,
    MailSurface,
    OneTurn,
    Price,
    Principal,
    Product,
    Refused,
    RepositorySurface,
    Rule,
    Secret,
    Spend,
    Spike,
    Surface,
    WebhookSurface,
    WebSurface,
)
from launchready.declare.packs.naming import own_packs
from launchready.declare.shape import FileShape, ProductShape
from launchready.declare.signatures import headers_of
from launchready.declare.surfaces import (
    AdminShape,
    AnySurface,
    ApiShape,
    ChatShape,
    ErrorsShape,
    LogShape,
    MailShape,
    RepositoryShape,
    WebhookShape,
    WebShape,
)
from launchready.declare.tables import Table
from launchready.declare.values import parse_operation, parse_window
from launchready.declare.who import guests, made_customers
from launchready.verdict import Touch

PROBE = 2.0
"""So many times the ceiling may be spent to see whether it holds: tokens that nobody counts are an estimate."""


class Builder:
    """Builds one declaration."""

    def __init__(self, path: Path, data: Table, lines: Lines) -> None:
        self._path = path.absolute()
        self._lines = lines
        self._surface = default_surface(data)
        self._api = default_surface(data, ("api",))

    def declaration(self, file: FileShape) -> Declaration:
        """The whole declaration."""
        principals = self._principals(file)
        return Declaration(
            path=self._path,
            product=_product(file.product, self._path.parent),
            consent=_consent(file),
            network=around.network(file.network, self._path.parent),
            catcher=around.catcher(file.catcher),
            dns=around.dns(file.dns),
            edge=around.edge(file.edge, self._path.parent, self._line("edge")),
            surfaces=tuple(self._surface_of(name, one) for name, one in file.surface.items()),
            principals=principals,
            guests=guests(principals) if self._may_write(file) else (),
            rules=self._rules(file),
            flows=running.flows(file, self._lines, self._api or ""),
            alerts=running.alerts(file, self._lines, self._path.parent),
            owners=running.owners(file, self._lines),
            notes=running.notes(file, self._lines),
            waivers=running.waivers(file, self._lines),
            limits=self._limits(file),
            sources=tuple((name, tuple(places)) for name, places in file.sources.items()),
            spike=Spike(file.spike.people, file.spike.seconds, tuple(file.spike.flows)) if file.spike else Spike(),
            spend=_spend(file.spend),
        )

    def _line(self, *loc: str | int) -> int:
        return self._lines.of(loc) or 1

    def _near(self, path: str) -> Path:
        return self._path.parent / path

    def _maybe_near(self, path: str | None) -> Path | None:
        return self._near(path) if path is not None else None

    def _surface_of(self, name: str, shape: AnySurface) -> Surface:
        line = self._line("surface", name)
        place = (name, shape.owner, shape.environment)
        match shape:
            case WebShape():
                pages, private = tuple(shape.pages), tuple(shape.private_pages)
                aliases, only_for = tuple(shape.aliases), shape.only_for or ""
                return WebSurface(*place, shape.url, line, pages, private, aliases, only_for)
            case ApiShape():
                origins, file = tuple(shape.origins), self._maybe_near(shape.openapi_file)
                return ApiSurface(*place, shape.url, line, shape.openapi, shape.graphql, shape.health, origins, file)
            case AdminShape():
                return AdminSurface(*place, shape.url, line)
            case WebhookShape():
                signature, event = headers_of(shape.signature or []), shape.event or ""
                return WebhookSurface(*place, shape.url, line, _secret(shape.secret), signature, event)
            case ChatShape():
                planted = shape.planted.model_dump(exclude_none=True) if shape.planted else {}
                marks = [
                    (key, one) for key, told in planted.items() for one in ([told] if isinstance(told, str) else told)
                ]
                return ChatSurface(
                    *place,
                    shape.url,
                    line,
                    open=_maybe_call(shape.open),
                    say=_maybe_call(shape.say) or _maybe_openai(shape.openai, shape.url),
                    carriers=tuple((key, _call(one)) for key, one in shape.carriers.items()),
                    planted=tuple(marks),
                    approvals=shape.approvals,
                    approve=_maybe_call(shape.approve),
                    acts=tuple(Act(one.ask, _call(one.read), one.shows, _maybe_call(one.makes)) for one in shape.acts),
                    escalations=shape.escalations,
                    hands_over=tuple(shape.hands_over),
                    hands_over_to=self._maybe_near(shape.hands_over_to),
                    refuses=tuple(Refused(one.ask, one.shows) for one in shape.refuses),
                    keeps_to_subject=shape.keeps_to_subject,
                    one_turn=OneTurn(**shape.one_turn.model_dump()) if shape.one_turn else None,
                    turns=shape.turns,
                    packs=tuple(shape.packs),
                    own_packs=own_packs(tuple(shape.packs), self._path.parent),
                )
            case ErrorsShape():
                token = _secret(shape.token)
                return ErrorsSurface(*place, shape.url, line, _maybe_call(shape.trigger), shape.events, token)
            case MailShape():
                server = shape.mailbox if shape.mailbox and "://" in shape.mailbox else None
                box = self._near(f"{SPOOL}/{name}") if server else self._maybe_near(shape.mailbox)
                key, life = _secret(shape.password), maybe_seconds(shape.reset_life)
                reset, selectors = _maybe_call(shape.reset, self._surface), tuple(shape.dkim_selectors)
                return MailSurface(
                    *(*place, None, line, shape.domain, selectors, box, reset, server, key),
                    receiver=shape.receiver,
                    reset_life=life,
                    accounts=shape.accounts,
                )
            case RepositoryShape():
                named = (tuple(shape.build_logs), tuple(shape.images), tuple(shape.artifacts))
                return RepositorySurface(*place, None, line, self._near(shape.path), *named)
            case LogShape():
                return LogSurface(*place, None, line, self._near(shape.path))

    def _principals(self, file: FileShape) -> tuple[Principal, ...]:
        declared = tuple(
            Principal(
                name,
                one.role,
                self._line("principal", name),
                _maybe_call(one.sign_in, self._surface),
                tuple((surface, _call(call, surface)) for surface, call in one.sign_in_at.items()),
                _secret(one.token),
                _secret(one.expired_token),
                _secret(one.foreign_token),
                one.email,
                one.username,
                _secret(one.password),
                _maybe_call(one.sign_up, self._surface),
                one.send,
                tuple(one.headers.items()),
            )
            for name, one in file.principal.items()
        )
        declared += self._borrowed(file, {one.name for one in declared})
        return (*declared, *made_customers(declared)) if self._may_write(file) and self._api else declared

    def _may_write(self, file: FileShape) -> bool:
        return Touch[file.consent.touch.upper()] >= Touch.WRITE

    def _borrowed(self, file: FileShape, taken: set[str]) -> tuple[Principal, ...]:
        """The users of the file that `auth` names; who is declared here as well is taken from here."""
        if file.auth is None:
            return ()
        line = self._line("auth")
        try:
            users = wfc.principals(self._near(file.auth), file.auth, line, self._surface)
        except wfc.NotWfcError as wrong:
            mistake = self._lines.mistake(("auth",), str(wrong), "Correct the file, or the path to it")
            raise DeclarationError(self._path, (mistake,)) from None
        return tuple(one for one in users if one.name not in taken)

    def _rules(self, file: FileShape) -> tuple[Rule, ...]:
        return tuple(
            Rule(*parse_operation(operation), tuple(roles), self._line("roles", operation))
            for operation, roles in file.roles.items()
        )

    def _limits(self, file: FileShape) -> tuple[Limit, ...]:
        return tuple(
            Limit(*parse_limited(operation), *parse_bound(bound), self._line("limits", operation))
            for operation, bound in file.limits.items()
        )


def _spend(shape: SpendShape | None) -> Spend | None:
    return Spend(shape.per_user_day, shape.probe or PROBE * shape.per_user_day) if shape else None


def _product(shape: ProductShape, folder: Path) -> Product:
    price = shape.price
    return Product(
        shape.name,
        shape.domain,
        Price(price.average_order, price.currency, price.model_per_1k_tokens) if price else None,
        shape.cloudflare_plan,
        folder / shape.ct_export if shape.ct_export is not None else None,
    )


def _consent(file: FileShape) -> Consent:
    shape = file.consent
    return Consent(
        tuple(shape.scope),
        Touch[shape.touch.upper()],
        shape.requests_per_second,
        parse_window(shape.window) if shape.window else None,
        shape.commands,
        shape.token,
        shape.requests_per_operation,
    )


def _secret(ref: str | None) -> Secret | None:
    return Secret(ref) if ref is not None else None


def _maybe_openai(model: str | None, url: str) -> Call | None:
    """What is said to an API that speaks as OpenAI's does, and what is read from it."""
    if model is None:
        return None
    read = (("answer", "$.choices[0].message.content"), ("tools", "$.choices[0].message.tool_calls"))
    path = f"{urlsplit(url).path.rstrip('/')}/chat/completions"
    return Call("POST", path, json={"model": model, "messages": "{messages}"}, pick=read)


def _maybe_call(shape: CallShape | None, on: str | None = None) -> Call | None:
    return _call(shape, on) if shape is not None else None


def _call(shape: CallShape, on: str | None = None) -> Call:
    methods = ((key, getattr(shape, key)) for key in METHOD_KEYS)
    method, path = next((key, str(value)) for key, value in methods if value is not None)
    return Call(
        method.upper(),
        path,
        shape.on or on,
        shape.by,
        cast("Json", shape.json_),
        tuple((shape.form or {}).items()),
        shape.upload,
        tuple(shape.__pydantic_extra__.items()),
    )

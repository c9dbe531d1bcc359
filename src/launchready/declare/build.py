"""Makes the frozen declaration out of the shapes of a file that has no mistakes."""

from pathlib import Path
from typing import cast

from launchready.declare import wfc
from launchready.declare.calls import METHOD_KEYS, CallShape
from launchready.declare.cross import default_surface
from launchready.declare.limits import maybe_seconds, parse_bound, parse_limited
from launchready.declare.lines import Lines
from launchready.declare.mailboxes import SPOOL
from launchready.declare.mistakes import DeclarationError
from launchready.declare.model import (
    AdminSurface,
    Alert,
    ApiSurface,
    Call,
    Catching,
    ChatSurface,
    Consent,
    Declaration,
    Dns,
    Edge,
    ErrorsSurface,
    Flow,
    Json,
    Limit,
    LogSurface,
    MailSurface,
    Network,
    Note,
    Owner,
    Price,
    Principal,
    Product,
    RepositorySurface,
    Rule,
    Secret,
    Spike,
    Surface,
    Waiver,
    WebhookSurface,
    WebSurface,
)
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
from launchready.declare.values import parse_operation, parse_step, parse_window
from launchready.declare.who import made_customers
from launchready.verdict import Touch


class Builder:
    """Builds one declaration."""

    def __init__(self, path: Path, data: Table, lines: Lines) -> None:
        self._path = path.absolute()
        self._lines = lines
        self._surface = default_surface(data)
        self._api = default_surface(data, ("api",))

    def declaration(self, file: FileShape) -> Declaration:
        """The whole declaration."""
        return Declaration(
            path=self._path,
            product=_product(file.product),
            consent=_consent(file),
            network=self._network(file),
            catcher=_catcher(file),
            dns=Dns(file.dns.provider, tuple(file.dns.records)) if file.dns else Dns(),
            edge=Edge(tuple(file.edge.addresses), tuple(file.edge.origin)) if file.edge else Edge(),
            surfaces=tuple(self._surface_of(name, one) for name, one in file.surface.items()),
            principals=self._principals(file),
            rules=self._rules(file),
            flows=self._flows(file),
            alerts=self._alerts(file),
            owners=tuple(Owner(name, self._line("owner", name), tuple(one.reach)) for name, one in file.owner.items()),
            notes=self._notes(file),
            waivers=self._waivers(file),
            limits=self._limits(file),
            spike=Spike(file.spike.people, file.spike.seconds, tuple(file.spike.flows)) if file.spike else Spike(),
        )

    def _line(self, *loc: str | int) -> int:
        return self._lines.of(loc) or 1

    def _near(self, path: str) -> Path:
        return self._path.parent / path

    def _maybe_near(self, path: str | None) -> Path | None:
        return self._near(path) if path is not None else None

    def _network(self, file: FileShape) -> Network:
        if file.network is None:
            return Network()
        ports = tuple((int(key), value) for key, value in file.network.ports.items())
        return Network(file.network.resolver, ports, self._maybe_near(file.network.trust))

    def _surface_of(self, name: str, shape: AnySurface) -> Surface:
        line = self._line("surface", name)
        place = (name, shape.owner, shape.environment)
        match shape:
            case WebShape():
                pages, private = tuple(shape.pages), tuple(shape.private_pages)
                return WebSurface(*place, shape.url, line, pages, private, tuple(shape.aliases))
            case ApiShape():
                return ApiSurface(
                    *place, shape.url, line, shape.openapi, shape.graphql, shape.health, tuple(shape.origins)
                )
            case AdminShape():
                return AdminSurface(*place, shape.url, line)
            case WebhookShape():
                signature, event = headers_of(shape.signature or []), shape.event or ""
                return WebhookSurface(*place, shape.url, line, _secret(shape.secret), signature, event)
            case ChatShape():
                planted = shape.planted.model_dump(exclude_none=True) if shape.planted else {}
                return ChatSurface(
                    *place,
                    shape.url,
                    line,
                    open=_maybe_call(shape.open),
                    say=_maybe_call(shape.say),
                    carriers=tuple((key, _call(one)) for key, one in shape.carriers.items()),
                    planted=tuple(planted.items()),
                    approvals=shape.approvals,
                    escalations=shape.escalations,
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
                    *place, None, line, shape.domain, selectors, box, reset, server, key, shape.receiver, life
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
        may_write = Touch[file.consent.touch.upper()] >= Touch.WRITE
        return (*declared, *made_customers(declared)) if may_write and self._api else declared

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

    def _flows(self, file: FileShape) -> tuple[Flow, ...]:
        return tuple(
            Flow(
                name,
                self._line("flow", name),
                tuple(parse_step(step) for step in one.steps),
                one.on or self._api or "",
                one.p95_ms,
            )
            for name, one in file.flow.items()
        )

    def _alerts(self, file: FileShape) -> tuple[Alert, ...]:
        return tuple(
            Alert(name, self._line("alert", name), one.owner, one.test, self._maybe_near(one.arrives))
            for name, one in file.alert.items()
        )

    def _notes(self, file: FileShape) -> tuple[Note, ...]:
        return tuple(
            Note(
                name,
                self._line("handover", name),
                one.says,
                one.owner,
                one.run,
                one.provider,
                tuple(one.names.items()),
                tuple(one.people),
                tuple(one.variables),
            )
            for name, one in file.handover.items()
        )

    def _limits(self, file: FileShape) -> tuple[Limit, ...]:
        return tuple(
            Limit(*parse_limited(operation), *parse_bound(bound), self._line("limits", operation))
            for operation, bound in file.limits.items()
        )

    def _waivers(self, file: FileShape) -> tuple[Waiver, ...]:
        return tuple(
            Waiver(one.check, one.target, one.reason, one.owner, one.until, self._line("waiver", position))
            for position, one in enumerate(file.waiver)
        )


def _product(shape: ProductShape) -> Product:
    price = shape.price
    return Product(
        shape.name,
        shape.domain,
        Price(price.average_order, price.currency, price.model_per_1k_tokens) if price else None,
        shape.cloudflare_plan,
    )


def _catcher(file: FileShape) -> Catching | None:
    one = file.catcher
    return Catching(one.listen, one.url, one.inside, one.dns_listen, one.dns_zone, one.address) if one else None


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

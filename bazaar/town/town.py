"""Opens the whole town, part by part, and closes it again whatever happens."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from argon2 import PasswordHasher
from starlette.types import ASGIApp

from bazaar import smollm2
from bazaar.app import accounts, create_app, create_tracker
from bazaar.app.services import Services
from bazaar.faults import chosen
from bazaar.styles import CLASSIC, styled
from bazaar.town import (
    caddy,
    caddyfile,
    certificates,
    declaration,
    dns,
    earlier,
    history,
    keyring,
    leaves,
    names,
    old_tls,
    ports,
    products,
    ready,
    releases,
    repository,
    servers,
    sink,
    zone,
)
from bazaar.town.cloudflare import create_edge_api
from bazaar.town.edge import Edge
from bazaar.town.servers import Served, StartError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Town:
    """A running Bazaar."""

    ready: ready.Ready
    keyring: keyring.Keyring
    faults: frozenset[str]


@asynccontextmanager
async def open_town(
    faults: frozenset[str] = frozenset(),
    *,
    dir: Path | None = None,  # noqa: A002 - what the command line calls it
    model: str = "scripted",
    style: str = CLASSIC,
    touch: str = "write",
    quick_passwords: bool = False,
) -> AsyncIterator[Town]:
    """Everything runs while the context is open, and nothing of it is left after.

    Args:
        faults: names of the faults to switch on.
        dir: the folder of the town, which must be empty or new; None makes one and removes it in the end.
        model: `scripted`, `smollm2`, or the address of an OpenAI-compatible endpoint.
        style: how the API is spelt, one of `bazaar.styles.NAMES`.
        touch: how far launch.toml allows to go: `write`, or `load`.
        quick_passwords: hash them in no time, which protects nothing.

    Raises:
        UnknownFaultError: there is no such fault.
        StartError: a part did not start; all that had been started is ended.
    """
    on = chosen(faults)
    async with AsyncExitStack() as parts:
        folder = _folder(dir, parts.enter_context(ExitStack()))
        address = _model(model, parts.enter_context(ExitStack()))
        yield await _start(parts, folder, on, address, style, touch=touch, quick_passwords=quick_passwords)


def _model(name: str, parts: ExitStack) -> str:
    """The address of a model, which runs here where it is ours."""
    if name != smollm2.NAME:
        return name
    try:
        return parts.enter_context(smollm2.serving())
    except smollm2.NoModelError as error:
        raise StartError(str(error)) from error


async def _start(
    parts: AsyncExitStack,
    folder: Path,
    faults: frozenset[str],
    model: str,
    style: str,
    *,
    touch: str,
    quick_passwords: bool,
) -> Town:
    keys = keyring.fresh()
    keys.write(folder)
    root = certificates.authority(folder / "tls", "Bazaar Root")
    (folder / "root.crt").write_bytes(root.files.certificate.read_bytes())
    tls = root.trusting()
    http, https, catcher = parts.enter_context(ports.reserved(3))
    first, second = parts.enter_context(ports.for_names())
    sockets = {
        name: parts.enter_context(ports.bound())
        for name in ("app", "staging", "old", "tracker", "edge", "edge_api", "smtp")
    }
    port = {name: one.getsockname()[1] for name, one in sockets.items()}

    # What only computes begins first, in threads, and goes on while Caddy starts.
    at_work = parts.enter_context(AtWork())
    signing = at_work.begin("DKIM keys", lambda: (certificates.dkim_key(), certificates.dkim_key()))
    trial_keys = keyring.beside(keys, faults)
    code = at_work.begin("repository", lambda: _repository(folder / "repo", keys, trial_keys, faults))
    dkim, staging_dkim = await signing
    public = (zone.Key("s1", certificates.public(dkim)), zone.Key("staging", certificates.public(staging_dkim)))
    zones = zone.zones(faults, public)
    around = products.Around(
        folder=folder,
        release=releases.lay_out(folder, faults),
        smtp=port["smtp"],
        connect={
            **products.reachable(zones, http, https),
            f"{names.CATCHER}:{catcher}": (names.ORIGIN_ADDRESS, catcher),
        },
        trust=folder / "root.crt",
        model=model,
        faults=faults,
        style=style,
        quick_passwords=quick_passwords,
        catcher=catcher,
    )
    real = products.production(keys, certificates.pem(dkim), around)
    trial = products.staging(trial_keys, certificates.pem(staging_dkim), around, real)
    app = at_work.begin("app", lambda: create_app(real))
    if "dep-shared-database" in faults:
        await app  # staging finds there what production has made
    staging = at_work.begin("staging", lambda: styled(create_app(trial), trial))

    plan = caddyfile.Plan(
        folder=folder / "caddy",
        http=http,
        https=https,
        edge=port["edge"],
        app=port["app"],
        staging=port["staging"],
        old=port["old"],
        tracker=port["tracker"],
        edge_key=keys.edge_key,
        staff_hash=PasswordHasher(time_cost=1, memory_cost=19_456, parallelism=1).hash(keys.staff_password),
        root=root.files,
        leaves=leaves.made(root, folder / "tls", faults),
        faults=faults,
    )
    await parts.enter_async_context(caddy.serving(plan.folder, caddyfile.written(plan), _sites(plan), tls))
    handed_out = "exp-zone-transfer" in faults
    for at, known in ((first, zones), (second, zone.second(faults, public))):
        served_names = dns.serving(
            (*known, zone.catcher(), zone.provider()), at.datagrams, at.streams, open_to_all=handed_out
        )
        await parts.enter_async_context(served_names)
    await parts.enter_async_context(sink.serving(folder / "mail", sockets["smtp"]))
    edge = Edge((names.ORIGIN_ADDRESS, https), keys.edge_key, tls, faults)
    product = await app
    edge_token = keyring.write_samples(folder, _tokens(product.state.services))
    served: dict[str, ASGIApp] = {
        "app": styled(product, real),
        "staging": await staging,
        "tracker": create_tracker(real),
        "edge": edge,
        "edge_api": create_edge_api(zones[0], edge_token, faults),
    }
    if "exp-old-environment" in faults:
        left = products.last_years(real, folder)
        served["old"] = styled(create_app(left), left)
    await parts.enter_async_context(servers.serving(*(Served(name, served[name], sockets[name]) for name in served)))
    if faults & names.OLD_NODE:
        pair = root.leaf(folder / "tls", [names.ERRORS])
        onward = (names.EDGE_ADDRESS, https)
        await parts.enter_async_context(
            old_tls.serving((names.OLD_ADDRESS, https), pair, onward, names.ERRORS, tls, faults=faults),
        )
    await code
    told = ready.told(
        folder,
        dns=first.datagrams.getsockname()[1],
        http=http,
        https=https,
        smtp=port["smtp"],
        catcher=catcher,
        edge_api=port["edge_api"],
    )
    declaration.write(Path(told.declaration), declaration.text(told, keys, public, faults, style=style, touch=touch))
    if "dep-no-renewal" in faults:
        earlier.write(folder, names.API, plan.leaves[names.API])
    _write_alerts(folder, port["smtp"])
    return Town(told, keys, faults)


class AtWork:
    """Work in threads that has begun; when the context closes, none of it goes on."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(thread_name_prefix="bazaar start")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def begin(self, part: str, work: Callable[[], T]) -> Awaitable[T]:
        """Begins, and gives what to await; what goes wrong names the part."""

        def told() -> T:
            try:
                return work()
            except Exception as error:
                raise StartError(f"{part} did not start: {error}") from error

        return asyncio.wrap_future(self._threads.submit(told))


def _repository(folder: Path, live: keyring.Keyring, trial: keyring.Keyring, faults: frozenset[str]) -> None:
    """The code with its history, and beside it what a developer's folder holds and git ignores."""
    repository.make(folder, history.commits(faults), faults)
    for environment, keys in (("production", live), ("staging", trial)):
        keyring.write_secret(folder / f".env.{environment}", keyring.env_file(keys, environment))


def _folder(given: Path | None, parts: ExitStack) -> Path:
    if given is None:
        return Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="bazaar-"))).resolve()
    given.mkdir(parents=True, exist_ok=True)
    if any(given.iterdir()):
        raise StartError(f"{given} is not empty; a town begins in a folder of its own")
    return given.resolve()


def _sites(plan: caddyfile.Plan) -> list[tuple[str, str, int]]:
    """Where Caddy must answer before anything else is started: address, name, port."""
    found = [(names.EDGE_ADDRESS, host, plan.https) for host in (*names.SITES, *names.ALIASES, names.POLICY)]
    found += [(names.ORIGIN_ADDRESS, host, plan.https) for host in names.SITES]
    return found


def _write_alerts(folder: Path, smtp: int) -> None:
    lines = (
        "SMTP_HOST=127.0.0.1",
        f"SMTP_PORT={smtp}",
        f"ALERT_FROM=alerts@{names.DOMAIN}",
        f"ALERT_TO=oncall@{names.DOMAIN}",
    )
    (folder / "alerts.env").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tokens(services: Services) -> tuple[str, str]:
    """Two tokens of buyer A's that the API must refuse: one whose time is over, and one that opens a download."""
    user = accounts.account(services, f"a@{names.DOMAIN}")
    assert user is not None
    return services.tokens.sample(user, age=86_400), services.tokens.sample(user, audience="bazaar-downloads")

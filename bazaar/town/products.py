"""The settings of the two products, production and staging, which share nothing but the code and the mail server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bazaar.app.settings import Canaries, Mail, Passwords, Settings
from bazaar.town import names
from bazaar.town.keyring import Keyring
from bazaar.town.zone import Zone


@dataclass(frozen=True, slots=True)
class Around:
    """What both products find around them."""

    folder: Path
    release: Path
    smtp: int
    connect: Mapping[str, tuple[str, int]]
    trust: Path
    model: str
    faults: frozenset[str]
    style: str = "classic"
    quick_passwords: bool = False
    catcher: int = 0
    """The port of the audit's listener, and of its names."""


def production(keyring: Keyring, dkim: bytes, around: Around) -> Settings:
    """The real one."""
    mail = Mail("127.0.0.1", around.smtp, dkim)
    return replace(_settings(keyring, mail, around, around.folder / "data", around.faults), style=around.style)


def staging(keyring: Keyring, dkim: bytes, around: Around, real: Settings) -> Settings:
    """The one that releases are tried on. It shows no fault of the app's: each would be found a second time."""
    folder = around.folder / "staging"
    folder.mkdir()
    mail = Mail("127.0.0.1", around.smtp, dkim, dkim_selector="staging")
    url = f"https://{names.STAGING}"
    settings = _settings(keyring, mail, around, folder / "data", around.faults & {"edg-origin-open"})
    return replace(
        settings,
        data_dir=real.data_dir if "dep-shared-database" in around.faults else settings.data_dir,
        log_path=folder / "app.log",
        # The public half of the tracker's address, and the edge in front, are the same for both.
        errors_key=real.errors_key,
        edge_key=real.edge_key,
        environment="staging",
        style=real.style,
        web_url=url,
        api_url=url,
        signing_key=real.signing_key if "dep-shared-secret" in around.faults else keyring.signing_key,
    )


def last_years(real: Settings, folder: Path) -> Settings:
    """Under exp-old-environment: the build of last year, with production's data and keys, and without its edge."""
    old = folder / "old"
    old.mkdir()
    (old / "RELEASE").write_text("2025-11-20.7\n", encoding="utf-8")
    url = f"https://{names.OLD}"
    return replace(
        real,
        static_dir=old / "static",
        log_path=old / "app.log",
        release_path=old / "RELEASE",
        web_url=url,
        api_url=url,
        faults=frozenset(),
    )


def reachable(zones: tuple[Zone, ...], http: int, https: int) -> dict[str, tuple[str, int]]:
    """Where calls to our own names really go: to the address that DNS says, at the ports we really have."""
    found: dict[str, tuple[str, int]] = {}
    for record in (record for zone in zones for record in zone.records if record.kind == "A"):
        found[f"{record.name}:80"] = (record.data, http)
        found[f"{record.name}:443"] = (record.data, https)
    return found


RESET_LIFE = 6
"""Seconds: so short that an audit can wait for its end."""


def _settings(keyring: Keyring, mail: Mail, around: Around, data: Path, faults: frozenset[str]) -> Settings:
    return Settings(
        data_dir=data,
        signing_key=keyring.signing_key,
        payments_secret=keyring.payments_webhook_secret,
        passwords=Passwords(
            keyring.buyer_a_password, keyring.buyer_b_password, keyring.seller_password, keyring.admin_password
        ),
        mail=mail,
        canaries=Canaries(keyring.system_prompt_canary, keyring.key_canary),
        static_dir=data / "static",
        log_path=around.folder / "app.log",
        release_path=around.release,
        errors_url=f"https://{names.ERRORS}/api/1/envelope",
        errors_key=keyring.errors_key,
        errors_read_token=keyring.errors_read_token,
        edge_key=keyring.edge_key,
        model=around.model,
        quick_passwords=around.quick_passwords,
        faults=faults,
        reset_life=RESET_LIFE,
        connect=around.connect,
        resolvers={names.CATCHER_NAMES: (names.EDGE_ADDRESS, around.catcher)},
        stands_for={names.CATCHER_ADDRESS: names.ORIGIN_ADDRESS},
        trust=around.trust,
    )

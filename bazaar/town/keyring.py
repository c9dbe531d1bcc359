"""Every secret of one town, made afresh at each start and written to one file that only its owner reads."""

import secrets
from dataclasses import dataclass, fields, replace
from pathlib import Path

from launchready_hunt.canary import Mint

FILE = "secrets.env"
SAMPLES = "samples.env"
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Keyring:
    """The secrets; each stands in the file under its name in capitals."""

    buyer_a_password: str
    buyer_b_password: str
    seller_password: str
    admin_password: str
    staff_password: str
    """Opens the edge's door to the admin host, before the app asks who it is."""
    signing_key: str
    payments_webhook_secret: str
    errors_key: str
    errors_read_token: str
    edge_key: str
    """Proves to the origin that a request came through the edge."""
    system_prompt_canary: str
    key_canary: str

    def env(self) -> str:
        """The text of the file."""
        return "".join(f"{one.name.upper()}={getattr(self, one.name)}\n" for one in fields(self))

    def write(self, folder: Path) -> Path:
        """Writes the file; nobody else may read it at any moment."""
        return write_secret(folder / FILE, self.env())


def write_samples(folder: Path, tokens: tuple[str, str]) -> str:
    """Writes what the audit is lent: an expired token, a foreign one, and one that reads at the edge's provider; gives the last."""
    expired, foreign = tokens
    edge = secrets.token_urlsafe(30)
    lent = f"BUYER_A_EXPIRED={expired}\nBUYER_A_FOREIGN={foreign}\nEDGE_API={edge}\n"
    write_secret(folder / SAMPLES, lent)
    return edge


def write_secret(path: Path, text: str) -> Path:
    """Writes a file that nobody else may read at any moment."""
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)
    path.write_text(text, encoding="utf-8")
    return path


def fresh() -> Keyring:
    """A town's secrets."""
    mint = Mint(secrets.token_bytes(32))
    return Keyring(
        buyer_a_password=secrets.token_urlsafe(18),
        buyer_b_password=secrets.token_urlsafe(18),
        seller_password=secrets.token_urlsafe(18),
        admin_password=secrets.token_urlsafe(18),
        staff_password=secrets.token_urlsafe(18),
        signing_key=secrets.token_urlsafe(48),
        payments_webhook_secret=secrets.token_urlsafe(32),
        errors_key=secrets.token_hex(16),
        errors_read_token=secrets.token_urlsafe(32),
        edge_key=secrets.token_urlsafe(32),
        system_prompt_canary=mint.token("system prompt").value,
        key_canary=mint.key("tool credential").value,
    )


def beside(live: Keyring, faults: frozenset[str]) -> Keyring:
    """Another environment's secrets."""
    other = fresh()
    if "dep-same-env-secret" in faults:
        return replace(other, payments_webhook_secret=live.payments_webhook_secret)
    return other


def env_file(keys: Keyring, environment: str) -> str:
    """What a developer keeps of an environment beside the code, never committed."""
    return (
        f"# {environment}\nLOG_LEVEL=info\nSMTP_PORT=587\nPAYMENTS_WEBHOOK_SECRET={keys.payments_webhook_secret}\n"
        f"ERRORS_READ_TOKEN={keys.errors_read_token}\n"
    )

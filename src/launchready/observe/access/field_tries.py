"""What came of trying to set fields of a profile that are not a user's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldTry:
    """One field that a user tried to set."""

    operation: str
    field: str
    before: str
    """As Python shows it."""
    wanted: str
    after: str
    status: int
    """0 where nothing came back."""
    done: bool
    """Whether the profile, read again, shows the wanted value; where the document offers the field, whether it gives power."""
    restored: bool
    """Whether it shows the old value again after it was put back, or the account is thrown away anyway."""
    shown: str
    """What showed it; where nothing did, why nothing could, or nothing."""
    curl: str


@dataclass(frozen=True, slots=True)
class ProfileSeen:
    """The attempts."""

    updates: tuple[str, ...]
    """The operations by which users change their own profile."""
    sign_up: str
    """The operation that makes an account; empty where the API names none."""
    by: str
    controls: tuple[str, ...]
    """What showed that an attempt could have had an effect."""
    blind: tuple[str, ...]
    """The operations of which nothing showed that, and why."""
    tried: tuple[FieldTry, ...]
    harmless: tuple[tuple[str, str], ...] = ()
    """The updates that work, each with the harmless field that showed it."""

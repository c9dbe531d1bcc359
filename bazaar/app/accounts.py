"""Accounts: sign up, sign in and a new password, without telling strangers who has an account."""

import hashlib
import secrets
import time
from dataclasses import dataclass

from bazaar.app.db import new_id
from bazaar.app.limits import RESETS_OF_ONE_ACCOUNT, UNCOUNTED, TooManyError
from bazaar.app.records import Role, User
from bazaar.app.services import Services
from launchready_guard.sign_in import Attempt, folded

ENDLESS = 10**10


def account(services: Services, email: str) -> User | None:
    """The user with the address, or None."""
    return services.db.one(User, "select * from users where email = ?", email.strip().lower())


@dataclass(frozen=True, slots=True)
class Known:
    """Who signed in, and the cookie by which the throttle knows their browser next time."""

    user: User
    device: str | None


async def sign_up(services: Services, email: str, password: str, name: str, *, role: Role = "buyer") -> bool:
    """Makes a buyer's account; says whether the address was free, which only its owner may learn."""
    hashed = await services.passwords.hash(password)
    made = services.db.run(
        "insert or ignore into users (id, email, name, role, password_hash) values (?, ?, ?, ?, ?)",
        new_id("usr"),
        email.strip().lower(),
        name,
        role,
        hashed,
    )
    return made == 1


async def sign_in(
    services: Services, email: str, password: str | dict[str, str], address: str, device: str | None
) -> Known | None:
    """The user when the password fits. Failures count against the account and the address, as the throttle says.

    Raises:
        TooManyError: too many of them.
    """
    limited = not (services.broken("bnd-login-unlimited") or UNCOUNTED.get())
    counted = await _attempt(services, email, address, device) if limited else None
    user = account(services, email)
    if user is None and services.broken("bnd-user-enumeration-time"):
        return None
    hashed = user.password_hash if user else None
    if isinstance(password, dict):  # bnd-nosql alone lets one in
        fits = "$ne" in password and user is not None and not await services.passwords.right(hashed, password["$ne"])
    else:
        fits = await services.passwords.right(hashed, password)
    if user and not fits and isinstance(password, str) and services.broken("bnd-reset-keeps-password"):
        fits = await _fits_an_older(services, user, password)
    services.log.write("login.ok" if fits else "login.failed", user=user.id if user else None, email=email)
    if user is None or not fits:
        return None
    return Known(user, await services.throttle.succeeded(counted) if counted else None)


async def _attempt(services: Services, email: str, address: str, device: str | None = None) -> Attempt:
    account = email
    if services.broken("bnd-limit-by-spelling"):
        account = _hashed(email)  # of what was typed: the throttle cannot see that two spellings are one account
    if services.broken("bnd-limit-by-header"):
        account = f"{email} {address}"
    attempt = await services.throttle.attempt(account, address, device)
    if not attempt.allowed:
        raise TooManyError(attempt.wait)
    return attempt


async def _fits_an_older(services: Services, user: User, password: str) -> bool:
    older = services.db.texts("select hash from old_passwords where user_id = ?", user.id)
    return any([await services.passwords.right(hashed, password) for hashed in older])


async def start_reset(services: Services, email: str, asked_at: str | None = None) -> None:
    """Mails a link to the address, where it has an account; runs after the answer has gone out.

    `asked_at` is the host that the request says it was sent to, if it says so in a header of its own.
    """
    user = account(services, email)
    if user is None:
        return
    guessable = services.broken("bnd-reset-guessable")
    token = str(time.time_ns() // 1_000_000) if guessable else secrets.token_urlsafe(32)
    expires_at = ENDLESS if services.broken("bnd-reset-endless") else int(time.time()) + services.settings.reset_life
    services.db.run("insert into resets values (?, ?, ?)", _hashed(token), user.id, expires_at)
    settings = services.settings
    web_url = f"https://{asked_at}" if asked_at and services.broken("dep-reset-host") else settings.web_url
    if services.broken("dep-reset-link-staging"):
        web_url = web_url.replace("https://", "https://staging.")
    await services.mailer.send(
        user.email,
        "Choose a new password",
        f"Hello {user.name},\n\nchoose a new password here, within {services.settings.reset_life} seconds:\n\n"
        f"{web_url}/reset?token={token}\n\nIf you did not ask for this, there is nothing to do.\n",
        sent_as=settings.mail.unaligned_domain if services.broken("dep-reset-unaligned") else None,
    )


async def limit_reset(services: Services, email: str) -> None:
    """Counts one wish for a new password, known address or not.

    Raises:
        TooManyError: too many of them.
    """
    if not services.broken("bnd-reset-unlimited"):
        await services.limits.take(f"reset {folded(email)}", RESETS_OF_ONE_ACCOUNT)


async def finish_reset(services: Services, token: str, password: str) -> bool:
    """Sets the password when the link is good; the link works once, and every older session ends."""
    hashed = await services.passwords.hash(password)
    db, key = services.db, _hashed(token)
    with db.together():
        user = db.one(
            User,
            "select users.* from users join resets on resets.user_id = users.id where token_hash = ? and expires_at > ?",
            key,
            int(time.time()),
        )
        if user is None:
            return False
        if not services.broken("bnd-reset-reusable"):
            db.run("delete from resets where user_id = ?", user.id)
        _set_password(services, user, hashed)
        if services.broken("bnd-reset-keeps-password"):
            db.run("insert into old_passwords values (?, ?)", user.id, user.password_hash)
    return True


async def change_password(services: Services, user: User, address: str, old: str, new: str) -> bool:
    """Sets another password for whoever knows the old one; every older session ends. Guesses count like sign-ins."""
    if not await knows_password(services, user, address, old):
        return False
    _set_password(services, user, await services.passwords.hash(new))
    return True


async def knows_password(services: Services, user: User, address: str, password: str) -> bool:
    """Whether somebody knows the user's password. Guesses count like sign-ins."""
    attempt = await _attempt(services, user.email, address)
    if not await services.passwords.right(user.password_hash, password):
        return False
    await services.throttle.succeeded(attempt)
    return True


def _set_password(services: Services, user: User, hashed: str) -> None:
    older_end = 0 if services.broken("bnd-password-keeps-sessions") else 1
    change = "update users set password_hash = ?, generation = generation + ? where id = ?"
    services.db.run(change, hashed, older_end, user.id)


def set_email(services: Services, user_id: str, email: str) -> bool:
    """Sets another address; says whether it was free."""
    change = "update or ignore users set email = ? where id = ?"
    return services.db.run(change, email.strip().lower(), user_id) == 1


async def already_has_account(services: Services, email: str) -> None:
    """Tells the owner of an address that somebody tried to sign up with it."""
    await services.mailer.send(
        email.strip().lower(),
        "You already have an account",
        f"Hello,\n\nsomebody tried to sign up with this address, which has an account already.\n"
        f"Forgot the password? {services.settings.web_url}/reset\n",
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

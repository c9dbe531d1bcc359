"""Writes the principals as an authentication file of Web Fuzzing Commons, for Schemathesis, EvoMaster and others."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlencode

from launchready.declare.model import ApiSurface, Call, Declaration, Json, Principal
from launchready.first.visit import visiting
from launchready.observe.errors import CannotLook
from launchready.observe.who.credentials import PASSWORD
from launchready.observe.who.recipe import call_of
from launchready.observe.who.session import Session
from launchready.observe.world import World
from launchready.verdict import Touch

Entry: TypeAlias = dict[str, Json]
HEAD = (
    "# Who may ask, as Web Fuzzing Commons writes it (https://github.com/WebFuzzing/Commons/blob/master/auth.md).\n"
    "# It holds passwords and tokens: keep it out of the repository.\n"
)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class AuthFile:
    """The file, and who could not be written."""

    text: str
    count: int
    left_out: tuple[str, ...]


async def auth_file(declaration: Declaration) -> AuthFile:
    """Every principal that can be written; each signs in once, so that what is written works.

    Raises:
        CannotTrustError: network.trust names no file of certificates.
    """
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import and needed here alone; no types

    entries: list[Json] = []
    left_out: list[str] = []
    async with visiting(declaration, "export", min(declaration.consent.touch, Touch.PROBE)) as (world, _):
        for who in declaration.principals:
            if who.is_disposable:
                left_out.append(f"{who.name}: each run makes its account anew")
                continue
            try:
                entries.append(await _entry(world, who))
            except CannotLook as unknown:
                left_out.append(f"{who.name}: {unknown}")
    text = yaml.safe_dump({"auth": entries}, sort_keys=False, allow_unicode=True, width=1000)
    return AuthFile(HEAD + text, len(entries), tuple(left_out))


async def _entry(world: World, who: Principal) -> Entry:
    call = await call_of(world, who)
    session = await world.sign_in(who.name)
    if session.query and call is None:
        raise CannotLook("its key goes into the query, which the format knows for tokens of a login alone")
    if call is None:
        return {"name": who.name, "fixedHeaders": _headers(session.headers)}
    entry: Entry = {"name": who.name}
    if who.headers:
        names = {name.lower() for name, _ in who.headers}
        entry["fixedHeaders"] = _headers(tuple(pair for pair in session.headers if pair[0].lower() in names))
    entry["loginEndpointAuth"] = {**_request(world, call), **_granted(session)}
    return entry


def _headers(headers: tuple[tuple[str, str], ...]) -> Json:
    return [{"name": name, "value": value} for name, value in headers]


def _request(world: World, call: Call) -> Entry:
    surface = world.declaration.surface(call.on or "")
    apis = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface)]
    own = not call.path.startswith("http") and (surface is None or surface in apis[:1])
    url = surface.at(call.path) if surface else call.path
    made: Entry = {"endpoint": call.path} if own else {"externalEndpointURL": url}
    made["verb"] = call.method
    body = world.secrets.fill(dict(call.form) if call.form else call.json)
    if isinstance(body, dict) and body:
        made["contentType"] = FORM if call.form else "application/json"
        made |= _payload(body, is_form=bool(call.form))
    return made


def _payload(body: Mapping[str, Json], *, is_form: bool) -> Entry:
    password = next((name for name in body if PASSWORD.search(name)), None)
    user = next((name for name, value in body.items() if name != password and isinstance(value, str)), None)
    if len(body) == 2 and password and user:  # noqa: PLR2004 - a name and a password
        return {
            "payloadUserPwd": {
                "username": body[user],
                "usernameField": user,
                "password": body[password],
                "passwordField": password,
            }
        }
    plain = {name: str(value) for name, value in body.items()} if is_form else {}
    return {"payloadRaw": urlencode(plain) if is_form else json.dumps(body, ensure_ascii=False)}


def _granted(session: Session) -> Entry:
    if session.token is None:
        return {"expectCookies": True}
    place, _, name = session.where.partition(":")
    in_header = place == "header"
    if place == "cookie":
        raise CannotLook(
            "its token stands in a cookie of the answer and is sent otherwise, which the format does not know"
        )
    sent = session.send[1:].partition("=") if session.send.startswith("?") else session.send.partition(":")
    token: Entry = {
        "extractFrom": "header" if in_header else "body",
        "extractSelector": name if in_header else pointer(session.where),
        "sendIn": "query" if session.send.startswith("?") else "header",
        "sendName": sent[0].strip(),
        "sendTemplate": sent[2].strip(),
    }
    return {"token": token}


def pointer(path: str) -> str:
    """A path such as `$.data[0].token` as a JSON Pointer."""
    return "".join(f"/{name or index}" for name, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path))

"""Reads the users of an authentication file of Web Fuzzing Commons; its secrets stay there and are referred to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from launchready.declare.parsed import parse
from launchready.declare.places import Call, Json
from launchready.declare.who import STAFF, Principal

SECRET = re.compile(r"pass|pwd|secret|token|api.?key|credential|authorization|cookie|\bpin\b", re.IGNORECASE)
NAME = re.compile(r"[^A-Za-z0-9_-]+")
NUMBERED = re.compile(r"[-_ ]?([a-z0-9]|\d+|one|two|first|second)$", re.IGNORECASE)
"""The end of a name that tells users of one role apart: `buyer_a`, `user2`."""
USER, ADMIN = "user", "admin"
TOKEN = "{token}"  # noqa: S105 - a place to fill


class NotWfcError(Exception):
    """A file cannot be read as users of Web Fuzzing Commons; says why."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of the file with the pointer to it."""

    value: Json
    pointer: str


def principals(path: Path, name: str, line: int, surface: str | None) -> tuple[Principal, ...]:
    """The users of a file.

    Args:
        path: where it is.
        name: how launch.toml names it, which references to its secrets begin with.
        line: the line of launch.toml that names it.
        surface: where their sign-ins go.

    Raises:
        NotWfcError: it cannot be read, or says something that is not of the format.
    """
    return users(document(path), name, line, surface)


def document(path: Path) -> dict[str, Json]:
    """The parsed file.

    Raises:
        NotWfcError: it cannot be read, or is neither JSON, YAML nor TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotWfcError(f"{path.name} cannot be read ({getattr(error, 'strerror', None) or error})") from None
    value = parse(text, path.suffix)
    if not isinstance(value, dict) or not isinstance(value.get("auth"), list):
        raise NotWfcError(f"{path.name} has no list `auth`, as files of Web Fuzzing Commons do")
    return value


def users(value: dict[str, Json], name: str, line: int, surface: str | None) -> tuple[Principal, ...]:
    """The users of a parsed file.

    Raises:
        NotWfcError: it says something that is not of the format.
    """
    entries = value["auth"]
    assert isinstance(entries, list)
    found: list[Principal] = []
    for position, _ in enumerate(entries):
        user = _User(value, position, name)
        found.append(user.principal(line, surface))
    roles = _roles([one.name for one in found])
    return tuple(replace(one, role=role) for one, role in zip(found, roles, strict=True))


def _roles(names: list[str]) -> list[str]:
    stems = [NUMBERED.sub("", name).lower() for name in names]
    return [
        ADMIN if STAFF.search(name) else stem if stem and stems.count(stem) > 1 else USER
        for name, stem in zip(names, stems, strict=True)
    ]


class _User:
    """One entry of `auth`, with what the template adds."""

    def __init__(self, value: dict[str, Json], position: int, file: str) -> None:
        self._value, self._position, self._file = value, position, file

    def principal(self, line: int, surface: str | None) -> Principal:
        said = _text(self.at("name").value)
        if not said:
            raise NotWfcError(f"auth[{self._position}] of {self._file} has no name")
        name = NAME.sub("_", said).strip("_-")
        name = name if name[:1].isalpha() else f"user_{name or self._position}"
        if self.at("createUsers").value is not None and self.at("loginEndpointAuth").value is None:
            raise NotWfcError(f"{said}: createUsers without loginEndpointAuth; write it as sign_up in launch.toml")
        headers = tuple(self._headers("fixedHeaders"))
        if self.at("loginEndpointAuth").value is None:
            if not headers:
                raise NotWfcError(f"{said} has neither fixedHeaders nor loginEndpointAuth")
            return Principal(name, USER, line, headers=headers)
        call, send = self._call(said, surface)
        sign_up = self.sign_up(said, surface)
        return Principal(name, USER, line, call, send=send, headers=headers, sign_up=sign_up)

    def at(self, *path: str) -> _Place:
        """A value of the entry, or else of the template."""
        for pointer, start in ((f"/auth/{self._position}", self._entry()), ("/authTemplate", self._template())):
            found: Json = start
            for part in path:
                found = found.get(part) if isinstance(found, dict) else None
            if found is not None:
                return _Place(found, "/".join([pointer, *map(_escaped, path)]))
        return _Place(None, "")

    def _entry(self) -> Json:
        entries = self._value["auth"]
        return entries[self._position] if isinstance(entries, list) else None

    def _template(self) -> Json:
        return self._value.get("authTemplate")

    def _headers(self, *path: str) -> Iterator[tuple[str, str]]:
        """Headers; every value is taken for a secret."""
        place = self.at(*path)
        for position, one in enumerate(place.value if isinstance(place.value, list) else []):
            if not isinstance(one, dict) or not _text(one.get("name")) or not isinstance(one.get("value"), str):
                raise NotWfcError(f"{'/'.join(path)} of auth[{self._position}] needs a name and a value each")
            yield str(one["name"]), f"file:{self._file}#{place.pointer}/{position}/value"

    def _call(self, said: str, surface: str | None) -> tuple[Call, str | None]:
        if self.at("loginEndpointAuth", "headers").value is not None:
            raise NotWfcError(f"{said}: a login with headers of its own cannot be read; write it in launch.toml")
        pick, send = self._token(said)
        return replace(self._request(said, "loginEndpointAuth", surface), pick=pick), send

    def _pair(self, said: str) -> dict[str, Json]:
        """The body that a name and a password make."""
        names = ("usernameField", "username", "passwordField", "password")
        told = {name: self.at("loginEndpointAuth", "payloadUserPwd", name) for name in names}
        if missing := [name for name, place in told.items() if place.value is None]:
            raise NotWfcError(f"{said}: payloadUserPwd has no {', '.join(missing)}")
        return {
            str(told["usernameField"].value): str(told["username"].value),
            str(told["passwordField"].value): f"file:{self._file}#{told['password'].pointer}",
        }

    def _raw(self, said: str, raw: _Place, *, is_form: bool) -> dict[str, Json] | None:
        """The body that stands in the file as it is sent."""
        if not isinstance(raw.value, str):
            return None
        text = self._with_words(raw.value)
        parsed: Json = dict(parse_qsl(text)) if is_form else parse(text, ".json")
        if not isinstance(parsed, dict):
            raise NotWfcError(f"{said}: payloadRaw is no {'form' if is_form else 'JSON object'}")
        hidden = _hidden(parsed, f"file:{self._file}#{raw.pointer}#", "")
        assert isinstance(hidden, dict)
        return hidden

    def _with_words(self, text: str) -> str:
        """A payload whose places for made-up names are those of launch.toml: `{email}`, `{username}`, `{password}`."""
        generators = self.at("createUsers", "generators").value
        for one in generators if isinstance(generators, list) else []:
            place = _text(one.get("placeHolder")) if isinstance(one, dict) else None
            if place and isinstance(one, dict):
                text = text.replace(place, _word(place, _text(one.get("postfix")) or ""))
        return text

    def sign_up(self, said: str, surface: str | None) -> Call | None:
        """How its account is made, where it has none yet."""
        if self.at("createUsers").value is None:
            return None
        return self._request(said, "createUsers", surface)

    def _request(self, said: str, group: str, surface: str | None) -> Call:
        def part(name: str) -> _Place:
            return self.at(group, name)

        where = _text(part("endpoint").value) or _text(part("externalEndpointURL").value)
        if not where:
            raise NotWfcError(f"{said}: {group} has neither endpoint nor externalEndpointURL")
        if not (where.startswith("/") or urlsplit(where).scheme in {"http", "https"}):
            raise NotWfcError(f"{said}: {where} is neither a path nor a web address")
        is_form = "form" in (_text(part("contentType").value) or "")
        is_pair = self.at(group, "payloadUserPwd").value is not None
        body = self._pair(said) if is_pair else self._raw(said, part("payloadRaw"), is_form=is_form)
        form = tuple((key, str(value)) for key, value in (body or {}).items()) if is_form else ()
        method = (_text(part("verb").value) or "POST").upper()
        return Call(method, where, surface, None, None if is_form else body, form)

    def _token(self, said: str) -> tuple[tuple[tuple[str, str], ...], str | None]:
        def token(part: str) -> str | None:
            return _text(self.at("loginEndpointAuth", "token", part).value)

        if self.at("loginEndpointAuth", "token").value is None:
            return (), None
        places = [self.at("loginEndpointAuth", "token", name).value for name in ("extractSelector", "extractFromField")]
        selector = next((one for one in places if isinstance(one, str)), None)
        if selector is None:
            raise NotWfcError(f"{said}: token says neither extractSelector nor extractFromField")
        pick = f"header:{selector}" if token("extractFrom") == "header" else _path(selector)
        if pick is None:
            raise NotWfcError(f"{said}: {selector} is no JSON Pointer with plain names")
        name = token("sendName") or token("httpHeaderName") or "Authorization"
        template = (
            token("sendTemplate") or f"{self.at('loginEndpointAuth', 'token', 'headerPrefix').value or ''}{TOKEN}"
        )
        send = f"?{name}={template}" if token("sendIn") == "query" else f"{name}: {template}"
        return (("token", pick),), send


def _path(pointer: str) -> str | None:
    """A JSON Pointer as a path."""
    path = "$"
    if not pointer:
        return path  # the whole body
    for part in pointer.removeprefix("/").split("/"):
        if part.isdigit():
            path += f"[{part}]"
        elif re.fullmatch(r"[A-Za-z_][\w-]*", part):
            path += f".{part}"
        else:
            return None
    return path


def _word(place: str, postfix: str) -> str:
    """What launch.toml calls a made-up value: by its name in the file, or by its ending."""
    plain = place.lower()
    return (
        "{password}"
        if "pass" in plain or "pwd" in plain
        else "{email}"
        if "mail" in plain or "@" in postfix
        else "{username}"
    )


def _hidden(value: Json, reference: str, pointer: str, key: str = "") -> Json:
    """A payload whose secrets are referred to."""
    if isinstance(value, dict):
        return {name: _hidden(one, reference, f"{pointer}/{_escaped(name)}", name) for name, one in value.items()}
    if isinstance(value, list):
        return [_hidden(one, reference, f"{pointer}/{position}", key) for position, one in enumerate(value)]
    is_secret = isinstance(value, str) and SECRET.search(key) and value != "{password}"
    return f"{reference}{pointer}" if is_secret else value


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def pointed(text: str, suffix: str, pointers: str) -> str | None:
    """The text at a place of a file: `/auth/0/name`; after another `#`, a place inside a text that is itself JSON or a form.

    None where there is none.
    """
    value: Json = None
    for number, pointer in enumerate(pointers.split("#")):
        if number and not isinstance(value, str):
            return None
        inner = text if number == 0 else str(value)
        value = parse(inner, suffix if number == 0 else ".json")
        if number and not isinstance(value, dict | list):
            value = dict(parse_qsl(inner))
        for part in pointer.removeprefix("/").split("/"):
            plain = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and plain.isdigit() and int(plain) < len(value):
                value = value[int(plain)]
            else:
                value = value.get(plain) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None if value is None or isinstance(value, dict | list) else str(value)

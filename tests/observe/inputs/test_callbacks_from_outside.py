"""A declared listener: products that follow redirects, that look a name up twice, and that show the cloud's metadata."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiodns
import aiohttp
import pytest
from aiohttp import web

from launchready.declare.model import Catching
from launchready.observe.inputs.callbacks import Callbacks, CallbacksSeen
from launchready.observe.inputs.listening import listening
from launchready.observe.inputs.metadata import SERVICES
from launchready.observe.inputs.ways import spellings
from launchready.stages.s2_boundaries.callback_reaches_inside import CallbackReachesInside, Seen
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.strange_api import login, visited

PUBLIC = "192.175.48.7"
"""Stands for 127.0.0.2 in these products' world."""
ZONE = "names.catcher.test"
PREVIEW = {
    "/preview": {
        "get": {
            "parameters": [{"name": "url", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"description": "shown"}},
        }
    }
}
EC2 = "ami-id\nami-launch-index\nhostname\ninstance-id\ninstance-type\nlocal-hostname\nplacement/\n"


def free(host: str, kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind((host, 0))
        return int(one.getsockname()[1])


def declared(*, names: bool = True) -> Catching:
    port, dns = free("127.0.0.2"), free("127.0.0.1", socket.SOCK_DGRAM)
    place = f"127.0.0.2:{port}"
    if not names:
        return Catching(place, f"http://{PUBLIC}:{port}")
    return Catching(place, f"http://{PUBLIC}:{port}", None, f"127.0.0.1:{dns}", ZONE, PUBLIC)


class RefusedError(Exception):
    """The address is not a public one."""


@dataclass
class Previewer:
    """Goes to the addresses that it is given; sound but for what `wrong` names."""

    catcher: Catching | None = None
    wrong: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    """What it sees at addresses of the inside."""
    before: int = 1
    """How often it looks a name up before it goes there."""
    looked_up: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_get("/preview", self.preview)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        return web.json_response({"openapi": "3.1.0", "info": {"title": "P", "version": "1"}, "paths": PREVIEW})

    async def preview(self, request: web.Request) -> web.Response:
        url = request.query["url"]
        if url in self.pages:
            return web.json_response({"text": self.pages[url]})
        if "silent" in self.wrong:
            return web.json_response({"text": ""})
        if not url.startswith("https://") and "https" in self.wrong:
            return web.json_response({"error": "https alone"}, status=422)
        try:
            for _ in range(4):
                to = await self.fetched(url)
                if not to:
                    return web.json_response({"text": "a page"})
                url = urljoin(url, to)
                if "redirect" in self.wrong:
                    await self.get(url, urlsplit(url).hostname or "")
                    return web.json_response({"text": "a page"})
        except RefusedError as error:
            return web.json_response({"error": str(error)}, status=422)
        return web.json_response({"error": "redirects"}, status=422)

    async def fetched(self, url: str) -> str:
        host = urlsplit(url).hostname or ""
        for _ in range(self.before):
            address = await self.address(host)
            if not ipaddress.ip_address(address).is_global:
                raise RefusedError(f"{host} is inside")
        if "name" in self.wrong:
            address = await self.address(host)
        return await self.get(url, address)

    async def address(self, host: str) -> str:
        self.looked_up.append(host)
        if host == "example.com":
            return PUBLIC
        if not host.endswith(ZONE):
            try:
                return socket.getaddrinfo(host, 80)[0][4][0].removeprefix("::ffff:")
            except OSError:
                raise RefusedError("no such host") from None
        if self.catcher is None or self.catcher.dns_listen is None:
            raise RefusedError("no such host")
        resolver = aiodns.DNSResolver(nameservers=[self.catcher.dns_listen], timeout=1, tries=1)
        try:
            return str((await resolver.query_dns(host, "A")).answer[0].data.addr)
        except aiodns.error.DNSError:
            raise RefusedError("no such host") from None
        finally:
            await resolver.close()

    async def get(self, url: str, address: str) -> str:
        parts = urlsplit(url)
        really = "127.0.0.2" if address == PUBLIC else address
        at = f"{parts.scheme}://{really}:{parts.port or 80}{parts.path}"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(at, headers={"Host": parts.netloc}, allow_redirects=False, ssl=False) as answer,
            ):
                return answer.headers.get("Location", "")
        except aiohttp.ClientError:
            return ""


def seen(product: Previewer, folder: Path, *scope: str) -> CallbacksSeen:
    async def run() -> CallbacksSeen:
        async with visited(product.app(), folder, catcher=product.catcher, scope=scope) as world:
            return await world.ask(Callbacks("api"))

    return asyncio.run(run())


def verdict(product: Previewer, folder: Path, *scope: str) -> Verdict:
    return CallbackReachesInside().judge(Seen(seen(product, folder, *scope)))


def test_a_product_that_looks_once_and_at_each_redirect_passes(tmp_path: Path) -> None:
    found = seen(Previewer(declared()), tmp_path)

    (target,) = found.targets
    assert not any(one.caught for one in target.attempts)
    assert [bool(one.entered) for one in target.attempts if one.leads_on] == [True, True]
    assert all(one.asked for one in target.attempts if one.how.startswith("a name"))
    passed = CallbackReachesInside().judge(Seen(found))
    assert isinstance(passed, Pass)
    assert "looked our names up without going where they lead" in passed.control
    assert "not tried" not in passed.control


def test_a_redirect_that_is_followed_inside_is_seen_at_both_ends(tmp_path: Path) -> None:
    found = verdict(Previewer(declared(), frozenset({"redirect"})), tmp_path)

    assert isinstance(found, Fail)
    assert "sends on to the inside" in found.evidence[0].what
    assert "the listener outside heard GET /lrc" in found.evidence[0].what
    assert found.evidence[0].shown.startswith("GET /lrc")


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_name_that_changes_after_it_was_judged_is_seen(before: int, tmp_path: Path) -> None:
    found = verdict(Previewer(declared(), frozenset({"name"}), before=before), tmp_path)

    assert isinstance(found, Fail)
    assert "of the inside from then on" in found.evidence[0].what
    assert f"its name was looked up {before + 1} times" in found.evidence[0].what


def test_a_name_that_changes_is_seen_where_https_alone_is_taken(tmp_path: Path) -> None:
    found = verdict(Previewer(declared(), frozenset({"name", "https"})), tmp_path)

    assert isinstance(found, Fail)
    assert found.evidence[0].shown == "a TLS greeting"


@pytest.mark.parametrize("inside", [True, False])
def test_elsewhere_the_inside_is_what_the_owner_says(tmp_path: Path, *, inside: bool) -> None:
    at = f"127.0.0.2:{free('127.0.0.2')}" if inside else None
    catcher = Catching(f"127.0.0.2:{free('127.0.0.2')}", f"http://{PUBLIC}:9", at)

    async def run() -> tuple[str, ...]:
        async with visited(Previewer().app(), tmp_path, catcher=catcher) as world, listening(world, "192.0.2.7") as it:
            return spellings(it.inside, "shop.test") if it.inside else ()

    expected = ("127.0.0.2", "2130706434", "[::ffff:127.0.0.2]", "shop.test@127.0.0.2")
    assert set(asyncio.run(run())) >= set(expected if inside else ())
    assert bool(asyncio.run(run())) is inside


def test_what_is_declared_without_names_is_told(tmp_path: Path) -> None:
    passed = verdict(Previewer(declared(names=False)), tmp_path)

    assert isinstance(passed, Pass)
    assert "not tried: names that lead inside" in passed.control


def test_without_a_declared_listener_the_pass_says_what_was_not_tried(tmp_path: Path) -> None:
    passed = verdict(Previewer(None), tmp_path)

    assert isinstance(passed, Pass)
    assert "not tried: redirects, and names that lead inside" in passed.control


def test_a_listener_that_the_product_does_not_reach_is_unknown(tmp_path: Path) -> None:
    found = verdict(Previewer(declared(), frozenset({"silent"})), tmp_path)

    assert isinstance(found, Unknown)
    assert "nothing came there" in found.because


def test_a_place_that_is_taken_is_unknown(tmp_path: Path) -> None:
    catcher = declared()
    host, _, port = catcher.listen.rpartition(":")
    with socket.create_server((host, int(port))):
        found = verdict(Previewer(catcher), tmp_path)

    assert isinstance(found, Unknown)
    assert "cannot listen as [catcher] says" in found.because


@pytest.mark.parametrize("service", SERVICES, ids=[f"{one.cloud} {one.url}" for one in SERVICES])
def test_metadata_that_is_shown_is_a_finding_where_consent_names_it(service: object, tmp_path: Path) -> None:
    one = next(known for known in SERVICES if known is service)
    host = (urlsplit(one.url).hostname or "").strip("[]")
    product = Previewer(declared(), pages={one.url: "\n".join(one.words)})

    found = verdict(product, tmp_path, host)

    assert isinstance(found, Fail)
    assert found.evidence[0].shown == ", ".join(one.words)
    assert isinstance(verdict(product, tmp_path), Pass)


def test_metadata_is_never_guessed_from_a_page_that_speaks_of_it(tmp_path: Path) -> None:
    page = "Our guide explains ami-id and instance-id, and why a Required header is missing."
    product = Previewer(declared(), pages={one.url: page for one in SERVICES})

    assert isinstance(verdict(product, tmp_path, "169.254.169.254"), Pass)


def test_nothing_of_the_metadata_is_asked_for_without_consent(tmp_path: Path) -> None:
    product = Previewer(declared())

    seen(product, tmp_path)

    assert not {"169.254.169.254", "fd00:ec2::254", "metadata.google.internal"} & set(product.looked_up)

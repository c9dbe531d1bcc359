"""Examples of abuse.conversation-goes-on-for-others, and the verdict on real servers that keep conversations."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.observe.talk.lingering import Lingered
from launchready.observe.talk.turns import Turn
from launchready.stages.s6_abuse.conversation_goes_on_for_others import ConversationGoesOnForOthers, Seen
from tests.observe.small_world import declared, site, visited

SECRET = "lrcyr77wrnkpxmimbleb7g5dqsz"
NOTE = re.compile(r"my project (\w+) has the access code (\S+?)\.?$")


def turn(answer: str, by: str = "ann", status: int = 200) -> Turn:
    return Turn(by, "What can you tell me about Zorvantik?", status, answer, (), "curl …")


def seen(
    strange: Turn, nobody: Turn | None = None, *, own: str = f"It is {SECRET}.", cookies: tuple[str, ...] = ()
) -> Seen:
    others = (strange, nobody or turn("sign in", "nobody", 401))
    return Seen(Lingered("ann", SECRET, turn("Noted."), turn(own), others, cookies))


EXAMPLES = (
    (seen(turn("no such conversation", "bob", 404)), Pass),
    (seen(turn("Nothing, I am afraid.", "bob")), Pass),
    (seen(turn("no such conversation", "bob", 404), cookies=("visitor",)), Pass),
    (seen(turn(f"You told me: {SECRET}", "bob")), Fail),
    (seen(turn(SECRET[::-1], "bob")), Fail),
    (seen(turn("no", "bob", 403), turn(SECRET, "nobody")), Fail),
    # What even the owner is not told proves nothing of others.
    (seen(turn("no", "bob", 404), own="I keep nothing."), Unknown),
    (seen(turn("slow down", "bob", 429)), Unknown),
    (seen(turn("", "bob", 500)), Unknown),
    (seen(turn("timed out", "bob", 0)), Unknown),
    (Seen(None), NotApplicable),
)


class Shop:
    """A product that keeps conversations."""

    def __init__(self, *, asks_whose: bool, by_customer: bool, signed_in: bool = True) -> None:
        self.asks_whose, self.by_customer, self.signed_in = asks_whose, by_customer, signed_in
        self.owners: list[str] = []
        self.notes: dict[tuple[str, str], str] = {}

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_post("/talks", self._open)
        made.router.add_post("/talks/{id}", self._say)
        return made

    async def _open(self, request: web.Request) -> web.Response:
        self.owners.append(request.headers.get("Authorization", ""))
        return web.json_response({"id": len(self.owners) - 1})

    async def _say(self, request: web.Request) -> web.Response:
        who, place = request.headers.get("Authorization", ""), request.match_info["id"]
        if not who and self.signed_in:
            return web.json_response({"error": "sign in"}, status=401)
        if self.asks_whose and self.owners[int(place)] != who:
            return web.json_response({"error": "no such talk"}, status=404)
        said = (await request.json())["text"]
        kept = who if self.by_customer else place
        if note := NOTE.search(said):
            self.notes[kept, note[1]] = note[2]
        names = [code for (key, name), code in self.notes.items() if key == kept and name in said]
        answer = web.json_response({"answer": f"It is {names[0]}." if names else "I help with gardening."})
        answer.set_cookie("visitor", "v-1")
        return answer


def judged(folder: Path, shop: Shop) -> Verdict:
    async def go() -> Verdict:
        async with site(shop.app()) as port:
            chat = ChatSurface(
                "chat",
                None,
                "production",
                f"http://127.0.0.1:{port}",
                1,
                open=Call("POST", "/talks", json={}, pick=(("id", "$.id"),)),
                say=Call("POST", "/talks/{id}", json={"text": "{text}"}, pick=(("answer", "$.answer"),)),
            )
            people = tuple(Principal(name, "buyer", 1, token=Secret(f"file:{name}")) for name in ("ann", "bob"))
            for one in people:
                (folder / one.name).write_text(f"token-of-{one.name}")
            async with visited(replace(declared(folder, chat), principals=people)) as world:
                check = ConversationGoesOnForOthers()
                return check.judge(await check.look(chat, world))

    return asyncio.run(go())


@pytest.mark.parametrize("by_customer", [True, False])
def test_a_product_that_asks_whose_it_is_passes(tmp_path: Path, by_customer: bool) -> None:
    verdict = judged(tmp_path, Shop(asks_whose=True, by_customer=by_customer))

    assert isinstance(verdict, Pass)
    assert "ann (404), nobody (401)" in verdict.because
    assert "also left cookies in the browser (visitor)" in verdict.because


def test_whoever_knows_the_id_is_told(tmp_path: Path) -> None:
    verdict = judged(tmp_path, Shop(asks_whose=False, by_customer=False))

    assert isinstance(verdict, Fail)
    assert verdict.because == "ann went on with a conversation of bob and got what was said in confidence"


def test_nobody_is_told_as_well_where_no_one_need_sign_in(tmp_path: Path) -> None:
    verdict = judged(tmp_path, Shop(asks_whose=False, by_customer=False, signed_in=False))

    assert isinstance(verdict, Fail)
    assert verdict.because.startswith("ann and nobody went on")


def test_a_conversation_that_is_open_and_holds_nothing_of_its_owners_is_no_leak(tmp_path: Path) -> None:
    """Others may write into it, which is another check's; the model is given what belongs to whoever asks."""
    assert isinstance(judged(tmp_path, Shop(asks_whose=False, by_customer=True)), Pass)

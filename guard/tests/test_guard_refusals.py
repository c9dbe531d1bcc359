import asyncio
import json

from guard.tests.driving import Echo, ask
from launchready_guard.bodies import Bodies, Bound
from launchready_guard.hosts import Hosts
from launchready_guard.refusals import Refusals


def in_our_form(status: int, sentence: str) -> tuple[str, bytes]:
    return "application/json", json.dumps({"error": {"status": status, "message": sentence}}).encode()


def test_guards_inside_refuse_in_the_product_s_own_form() -> None:
    app = Refusals(Hosts(Bodies(Echo(), usual=Bound(most_bytes=3)), names=["shop.example"]), words=in_our_form)

    elsewhere = asyncio.run(ask(app, headers={"host": "evil.example"}))
    large = asyncio.run(ask(app, "POST /", {"host": "shop.example", "content-type": "application/json"}, b"[1, 2]"))

    assert (elsewhere.status, elsewhere["content-type"]) == (421, "application/json")
    assert elsewhere.json() == {"error": {"status": 421, "message": "this host is not served here"}}
    assert large.json()["error"] == {"status": 413, "message": "a body here has 3 bytes at most"}
    assert large["content-length"] == str(len(large.body))


def test_answers_of_the_app_and_guards_outside_stay_as_they_are() -> None:
    inner = Refusals(Echo(), words=in_our_form)

    assert asyncio.run(ask(inner)).body == b"the app"
    outside = asyncio.run(ask(Hosts(inner, names=["shop.example"]), headers={"host": "evil.example"}))
    assert outside["content-type"] == "application/problem+json"

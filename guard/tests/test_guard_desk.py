import asyncio
import html
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from guard.tests.driving import Answer as Said
from guard.tests.driving import ask
from launchready_guard.access import Principal
from launchready_guard.asgi import Message, Scope, header
from launchready_guard.model.approvals import Answer, Approvals, State, Wish
from launchready_guard.model.desk import ApprovalDesk
from launchready_guard.model.desk_page import visible

KEY = b"sixteen bytes of key"
REFUND = {"order": "ord_1", "amount": 29}
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
PEOPLE = {
    "root": Principal("root", frozenset({"staff"})),
    "boss": Principal("boss", frozenset({"staff"})),
    "ada": Principal("ada", frozenset({"buyer"})),
}


async def who(scope: Scope) -> Principal | None:
    return PEOPLE.get(header(scope, b"cookie") or "")


@pytest.fixture
def approvals(tmp_path: Path) -> Approvals:
    return Approvals(tmp_path / "approvals.db", KEY)


@pytest.fixture
def desk(approvals: Approvals) -> ApprovalDesk:
    return ApprovalDesk(approvals, who=who, roles=["staff"])


def at(desk: ApprovalDesk, asked: str, by: str = "", form: dict[str, str] | None = None, **headers: str) -> Said:
    sent = {**({"cookie": by} if by else {}), **(FORM if form is not None else {}), **headers}
    named = {name.replace("_", "-"): value for name, value in sent.items()}
    return asyncio.run(ask(desk, asked, named, urlencode(form or {}).encode()))


def mark(page: Said) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page.body.decode())
    assert found
    return html.unescape(found[1])


def state(approvals: Approvals, wish: Wish) -> State:
    found = approvals.get(wish.id)
    assert found
    return found.state


@pytest.mark.parametrize(
    ("answer", "more", "after"),
    [
        ("approve", {}, State.APPROVED),
        ("modify", {"arguments": '{"order": "ord_1", "amount": 5}'}, State.APPROVED),
        ("reject", {"why": "not today"}, State.REJECTED),
        ("terminate", {}, State.TERMINATED),
        ("escalate", {}, State.ESCALATED),
    ],
)
def test_the_staff_give_each_of_the_five_answers(
    approvals: Approvals, desk: ApprovalDesk, answer: str, more: dict[str, str], after: State
) -> None:
    wish = approvals.ask("refund", REFUND, "ada")

    assert f"/wish/{wish.id}" in at(desk, "GET /", "root").body.decode()
    page = at(desk, f"GET /wish/{wish.id}", "root")
    done = at(desk, f"POST /wish/{wish.id}", "root", {"mark": mark(page), "answer": answer, **more})

    assert (page.status, done.status, done["location"]) == (200, 303, f"/wish/{wish.id}")
    found = approvals.get(wish.id)
    assert found
    assert (found.state, found.by, found.why) == (after, "root", more.get("why", ""))
    assert found.arguments["amount"] == (5 if answer == "modify" else 29)


def test_looking_decides_nothing(approvals: Approvals, desk: ApprovalDesk) -> None:
    wish = approvals.ask("refund", REFUND, "ada")
    link = approvals.link(wish.id, Answer.APPROVE)

    for method in ("GET", "HEAD", "OPTIONS", "PUT"):
        for path in (f"/link/{link}", f"/wish/{wish.id}", "/code", "/", f"/wish/{wish.id}?answer=approve"):
            at(desk, f"{method} {path}", "root")

    assert state(approvals, wish) is State.WAITING


def test_a_link_shows_what_it_answers_and_its_form_decides(approvals: Approvals) -> None:
    desk, wish = ApprovalDesk(approvals), approvals.ask("refund", REFUND, "ada")
    link = approvals.link(wish.id, Answer.APPROVE, to="root@shop.example")

    page = at(desk, f"GET /link/{link}")
    assert page.status == 200
    assert "&quot;amount&quot;: 29" in page.body.decode()
    assert f'action="/link/{link}"' in page.body.decode()
    assert at(desk, f"POST /link/{link}", form={}).status == 200

    found = approvals.get(wish.id)
    assert found
    assert (found.state, found.by) == (State.APPROVED, "root@shop.example")
    assert at(desk, f"POST /link/{link}", form={}).status == 409
    assert at(desk, f"GET /link/{link}x").status == 409


def test_a_code_shows_what_it_answers_before_it_decides(approvals: Approvals) -> None:
    desk, wish = ApprovalDesk(approvals), approvals.ask("refund", REFUND, "ada")

    assert at(desk, "GET /code").status == 200
    page = at(desk, "POST /code", form={"code": approvals.code(wish.id, Answer.REJECT).lower()})
    assert state(approvals, wish) is State.WAITING
    action = re.search(r'action="(/link/[^"]+)"', page.body.decode())
    assert action
    assert at(desk, f"POST {action[1]}", form={}).status == 200

    assert state(approvals, wish) is State.REJECTED


def test_who_guesses_codes_is_stopped_and_who_knows_one_is_not(approvals: Approvals) -> None:
    desk, wish = ApprovalDesk(approvals), approvals.ask("refund", REFUND, "ada")
    code = approvals.code(wish.id, Answer.APPROVE)

    for _ in range(30):
        assert at(desk, "POST /code", form={"code": code}).status == 200
    tried = [at(desk, "POST /code", form={"code": f"{number:010}"}).status for number in range(12)]

    assert tried == [409] * 10 + [429] * 2


def test_another_site_s_form_is_refused(approvals: Approvals, desk: ApprovalDesk) -> None:
    wish = approvals.ask("refund", REFUND, "ada")
    right = mark(at(desk, f"GET /wish/{wish.id}", "root"))
    link = approvals.link(wish.id, Answer.APPROVE)

    def sent(path: str, form: dict[str, str], **headers: str) -> int:
        return at(desk, f"POST {path}", "root", form, **headers).status

    there = f"/wish/{wish.id}"
    for site in ("cross-site", "same-site", "none"):
        assert sent(there, {"mark": right, "answer": "approve"}, sec_fetch_site=site) == 403
        assert sent(f"/link/{link}", {}, sec_fetch_site=site) == 403
    assert sent(there, {"answer": "approve"}) == 409
    assert sent(there, {"mark": "", "answer": "approve"}) == 409
    assert sent(there, {"mark": right, "answer": "approve"}, content_type="text/plain") == 403
    assert sent(there, {"mark": right, "answer": "approve", "why": "x" * 200_000}) == 403
    assert state(approvals, wish) is State.WAITING


def test_a_form_is_for_who_saw_it_and_for_what_they_saw(approvals: Approvals, desk: ApprovalDesk) -> None:
    wish, other = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", {**REFUND, "amount": 1}, "ada")
    seen = mark(at(desk, f"GET /wish/{wish.id}", "root"))

    assert at(desk, f"POST /wish/{wish.id}", "boss", {"mark": seen, "answer": "approve"}).status == 409
    assert at(desk, f"POST /wish/{other.id}", "root", {"mark": seen, "answer": "approve"}).status == 409
    approvals.decide(wish.id, Answer.ESCALATE, "support")
    assert at(desk, f"POST /wish/{wish.id}", "root", {"mark": seen, "answer": "approve"}).status == 409
    assert state(approvals, wish) is State.ESCALATED


def test_nobody_else_sees_or_answers(approvals: Approvals, desk: ApprovalDesk) -> None:
    wish = approvals.ask("refund", REFUND, "ada")
    right = mark(at(desk, f"GET /wish/{wish.id}", "root"))

    for by in ("", "ada", "eve"):
        for asked in ("GET /", f"GET /wish/{wish.id}"):
            assert at(desk, asked, by).status == 404
        assert at(desk, f"POST /wish/{wish.id}", by, {"mark": right, "answer": "approve"}).status == 404
    assert state(approvals, wish) is State.WAITING


def test_nobody_answers_for_themselves(approvals: Approvals, desk: ApprovalDesk) -> None:
    wish = approvals.ask("refund", REFUND, "root")
    page = at(desk, f"GET /wish/{wish.id}", "root")

    assert b"<form" not in page.body
    right = approvals.signer.form(wish, "root")
    assert at(desk, f"POST /wish/{wish.id}", "root", {"mark": right, "answer": "approve"}).status == 409


@pytest.mark.parametrize(
    "form", [{}, {"answer": "yes"}, {"answer": "modify"}, {"answer": "modify", "arguments": "[1]"}, {"answer": ""}]
)
def test_a_form_that_says_nothing_changes_nothing(
    approvals: Approvals, desk: ApprovalDesk, form: dict[str, str]
) -> None:
    wish = approvals.ask("refund", REFUND, "ada")
    right = mark(at(desk, f"GET /wish/{wish.id}", "root"))

    found = at(desk, f"POST /wish/{wish.id}", "root", {**form, "mark": right})

    assert (found.status, state(approvals, wish)) == (409, State.WAITING)


def test_what_a_model_wrote_is_text_and_is_seen(approvals: Approvals, desk: ApprovalDesk) -> None:
    said = "<script>alert(1)</script>\u202eevil\u200b"
    wish = approvals.ask("refund", {"to": said}, '"><img src=x>')

    page = at(desk, f"GET /wish/{wish.id}", "root").body.decode()

    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\\u202eevil\\u200b" in page
    assert visible("\U000e0041") == "\\U000e0041"


def test_the_page_needs_no_script_and_lets_nobody_frame_it(approvals: Approvals, desk: ApprovalDesk) -> None:
    page = at(desk, "GET /", "root")
    policy = page["content-security-policy"] or ""

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert (page["cache-control"], page["referrer-policy"]) == ("no-store", "same-origin")
    assert "<script" not in page.body.decode()


def test_it_may_stand_below_a_path(approvals: Approvals) -> None:
    desk, wish = ApprovalDesk(approvals, who=who, roles=["staff"]), approvals.ask("refund", REFUND, "ada")

    async def mounted(scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as its parent's
        await desk({**scope, "root_path": "/approvals"}, receive, send)

    page = asyncio.run(ask(mounted, f"GET /approvals/wish/{wish.id}", {"cookie": "root"}))

    assert f'action="/approvals/wish/{wish.id}"' in page.body.decode()


def test_roles_and_who_go_together(approvals: Approvals) -> None:
    with pytest.raises(ValueError, match="go together"):
        ApprovalDesk(approvals, who=who)
    with pytest.raises(ValueError, match="go together"):
        ApprovalDesk(approvals, roles=["staff"])


def test_a_server_s_own_messages_are_answered(desk: ApprovalDesk) -> None:
    said: list[Message] = []
    waiting = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(desk({"type": "lifespan"}, receive, send))
    asyncio.run(desk({"type": "websocket", "path": "/"}, receive, send))

    assert [one["type"] for one in said] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
        "websocket.close",
    ]

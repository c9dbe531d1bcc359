"""What a stranger, a wrong role or a broken body gets."""

import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from bazaar.tests.app_product import CANARIES, PASSWORDS, Product, open_product


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with open_product(tmp_path_factory.mktemp("bazaar")) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/auth/login", {"content": b"{"}),
        ("POST", "/auth/login", {"content": b"[" * 100_000}),
        ("POST", "/auth/login", {"json": {"email": ["x"], "password": None}}),
        ("GET", "/conversations/%00", {}),
        ("GET", "/conversations/' or 1=1 --", {}),
        ("GET", "/conversations/%ed%a0%80", {}),
        ("GET", "/orders/-1", {}),
        ("GET", "/search?q=%22%20OR%20*", {}),
        ("GET", "/search?q=%ed%a0%80%22", {}),
        ("POST", "/conversations", {"content": b'{"listing_id": "\\ud800", "title": "x"}'}),
        ("POST", "/conversations", {"json": {"listing_id": "x", "title": "x" * 100_000}}),
        ("POST", "/orders", {"json": {"listing_id": {"$ne": 1}}}),
        ("PATCH", "/me", {"content": b'{"name": "\\u0000"}'}),
        (
            "POST",
            "/files",
            {"content": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        ),
        ("POST", "/files", {"data": {"file": "text"}}),
        ("POST", "/webhooks/payments", {"content": b"\xff", "headers": {"Bazaar-Signature": "t=1,v1=0"}}),
    ],
)
def test_bad_input_is_a_plain_refusal(product: Product, method: str, path: str, sent: dict[str, object]) -> None:
    answer = product.by("a").request(method, path, **sent)  # type: ignore[arg-type] # the table's own arguments

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert {"code", "message", "request_id"} == set(answer.json()["error"])
    assert not re.search(r"Traceback|pydantic|sqlite|\.py", answer.text)


def test_too_large_a_body_is_refused(product: Product) -> None:
    answer = product.by("a").post("/files", files={"file": ("a.txt", b"x" * 1_100_000)})
    pieces, typed = (b"x" * 100_000 for _ in range(12)), {"Content-Type": "application/json"}
    unannounced = product.by("a").post("/orders", content=pieces, headers=typed)

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert unannounced.status_code == 413


@pytest.mark.parametrize(
    ("name", "content"), [("page.html", b"<b>"), ("a.txt", b"\xff\xfe"), ("a.txt", b"a\0b"), ("x", b"x")]
)
def test_only_texts_are_taken(product: Product, name: str, content: bytes) -> None:
    assert product.by("seller").post("/files", files={"file": (name, content)}).status_code == 415


def test_a_file_is_saved_and_never_shown(product: Product) -> None:
    file = product.upload("a", "<script>", "../../a b.txt")

    answer = product.by("a").get(f"/files/{file}")

    assert answer.text == "<script>"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20b.txt"


def packed(**entries: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return whole.getvalue()


def tarred(*members: tuple[str, bytes, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            member.type, member.size, member.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(member, io.BytesIO(content))
    return whole.getvalue()


def imported(product: Product, content: bytes) -> tuple[int, list[str]]:
    answer = product.by(product.someone()).post("/files/import", files={"archive": ("a.zip", content)})
    return answer.status_code, [one["name"] for one in answer.json()] if answer.status_code == 201 else []


def test_an_archive_becomes_files_of_ones_own(product: Product) -> None:
    tar = tarred(("b.md", tarfile.REGTYPE, b"hello"), ("c.txt", tarfile.SYMTYPE, b""), ("d", tarfile.DIRTYPE, b""))

    assert imported(product, packed(**{"../../a.txt": b"one", "x/": b"", "x\\b.csv": b"two"})) == (
        201,
        ["a.txt", "b.csv"],
    )
    assert imported(product, tar) == (201, ["b.md"])


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (packed(**{"a.txt": b"x" * 1_048_577}), 413),
        (packed(**{f"{number}.txt": b"x" * 60_000 for number in range(18)}), 413),
        (packed(**{"a.txt": b"x" * 200_000}), 413),  # a ratio of nearly a thousand
        (packed(**{f"{number}.txt": b"x" for number in range(21)}), 413),
        (tarred(("a.txt", tarfile.REGTYPE, b"x" * 1_100_000)), 413),
        (packed(**{"a.zip": packed(**{"b.txt": b"x"})}), 415),
        (packed(**{"a.txt": b"x", "b.html": b"<b>"}), 415),
        (b"PK\x03\x04broken", 415),
        (b"\x1f\x8bbroken", 415),
        (b"text", 415),
        (b"", 415),
    ],
)
def test_an_archive_that_swells_or_hides_something_is_refused_whole(
    product: Product, content: bytes, status: int
) -> None:
    assert imported(product, content) == (status, [])


def test_a_test_error_reaches_the_tracker_without_people(product: Product) -> None:
    note = f"mark-17 a@bazaar.test {product.by('admin').headers['Authorization']}"
    answer = product.by("admin").post("/admin/test-error", json={"note": note})
    events = product.events()
    tracker = httpx2.Client(base_url=f"http://127.0.0.1:{product.tracker_port}")

    assert answer.status_code == 500
    assert answer.json()["error"]["request_id"] == json.loads(events)[0]["request_id"]
    assert not re.search(r"@bazaar|eyJ", events)
    assert tracker.get("/api/events").status_code == 401
    assert tracker.post("/api/1/envelope", content=b"{}").status_code == 401
    tracker.close()


def test_the_log_knows_requests_and_no_people(product: Product) -> None:
    product.say("a", "a secret wish of mine, lrcabc")
    product.by("a").get("/search?q=hidden-words")
    lines = [json.loads(line) for line in product.log().splitlines()]

    assert all(line["request_id"] for line in lines if line["event"] == "request")
    assert not re.search(r"secret wish|hidden-words|eyJ|@bazaar|@example|password", product.log())
    assert PASSWORDS.admin not in product.log()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Product]:
    with open_product(tmp_path) as running:
        yield running


def test_passwords_cannot_be_guessed_without_end(fresh: Product) -> None:
    nobody, wrong = fresh.by(None), {"email": "a@bazaar.test", "password": "wrong"}

    statuses = [nobody.post("/auth/login", json=wrong).status_code for _ in range(6)]
    locked = nobody.post("/auth/login", json={"email": "a@bazaar.test", "password": PASSWORDS.buyer_a})
    other_address = fresh.by(None, **{"X-Forwarded-For": "10.9.8.7", "X-Real-IP": "10.9.8.7"}).post(
        "/auth/login", json=wrong
    )

    assert statuses == [401] * 5 + [429]
    assert (locked.status_code, other_address.status_code) == (429, 429)
    assert 0 < int(locked.headers["retry-after"]) <= 60
    assert fresh.by("b").get("/me").status_code == 200


def test_right_passwords_are_not_counted(fresh: Product) -> None:
    given = {"email": "a@bazaar.test", "password": PASSWORDS.buyer_a}

    assert {fresh.by(None).post("/auth/login", json=given).status_code for _ in range(8)} == {200}


def test_addresses_are_limited_over_all_accounts(fresh: Product) -> None:
    def guess(number: int) -> int:
        given = {"email": f"nobody{number}@bazaar.test", "password": "wrong"}
        return fresh.by(None, **{"X-Forwarded-For": f"10.0.0.{number}"}).post("/auth/login", json=given).status_code

    assert [guess(number) for number in range(61)] == [401] * 60 + [429]


def test_chat_upload_and_webhooks_are_limited(fresh: Product) -> None:
    talk, me = fresh.talk("a"), fresh.by("a")

    chat = [me.post(f"/conversations/{talk}/messages", json={"content": "hi"}).status_code for _ in range(21)]
    files = [me.post("/files", files={"file": ("a.txt", b"x")}).status_code for _ in range(21)]
    hooks = [fresh.by(None).post("/webhooks/payments", content=b"{}").status_code for _ in range(61)]

    assert chat == [201] * 20 + [429]
    assert files == [201] * 20 + [429]
    assert hooks == [401] * 60 + [429]
    assert fresh.say("b", "hi")["content"]


def test_the_origin_answers_the_edge_alone(tmp_path: Path) -> None:
    with open_product(tmp_path, edge_key="edge-secret") as product:
        turned_away = product.by(None).get("/health")
        let_in = product.by(None, **{"X-Edge-Key": "edge-secret"}).get("/health")

    assert (turned_away.status_code, turned_away.content) == (403, b"")
    assert let_in.status_code == 200


def test_in_staging_one_name_serves_pages_and_api(tmp_path: Path) -> None:
    url = "https://staging.bazaar.test"
    with open_product(tmp_path, environment="staging", web_url=url, api_url=url) as product:
        staging = product.host("staging.bazaar.test")

        assert staging.get("/").status_code == 200
        assert staging.get("/health").json()["status"] == "ok"
        assert product.by(None).get("/health").status_code == 421


def test_the_planted_marks_are_nowhere_in_public(product: Product) -> None:
    texts = [product.by(None).get(path).text for path in ("/openapi.json", "/listings", "/health")]

    assert not any(mark in text for mark in (CANARIES.system_prompt, CANARIES.key) for text in texts)

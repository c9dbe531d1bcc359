"""Probes of tokens, sessions and new passwords."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from bazaar.app import accounts
from bazaar.tests.app_probe import probe
from bazaar.tests.app_product import RESET_LIFE, Product


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def forged(product: Product, key: bytes, **head: Any) -> bool:
    """Whether a token that we signed with a key of our own, as HS256, opens buyer A's profile."""
    text = f"{part({'typ': 'JWT', 'alg': 'HS256', **head})}.{product.token('a').split('.')[1]}"
    made = base64.urlsafe_b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode().rstrip("=")
    return opens(product, f"{text}.{made}")


def opens(product: Product, token: str) -> bool:
    return product.host("api.bazaar.test", Authorization=f"Bearer {token}").get("/me").status_code == 200


def sample(product: Product, **changes: Any) -> str:
    user = accounts.account(product.services, "a@bazaar.test")
    assert user is not None
    return product.services.tokens.sample(user, **changes)


@probe("bnd-jwt-unverified")
def a_changed_token_works(product: Product) -> bool:
    head, claims, signature = product.token("a").split(".")
    other = "B" if signature.startswith("A") else "A"
    return opens(product, f"{head}.{claims}.{other}{signature[1:]}")


@probe("bnd-jwt-kid")
def the_kid_is_a_path(product: Product) -> bool:
    return forged(product, b"", kid="../../../../dev/null") and forged(product, b"", kid="/dev/null")


@probe("bnd-jwt-own-key")
def a_token_brings_its_key(product: Product) -> bool:
    return forged(product, b"ours", jwk={"kty": "oct", "k": "b3Vycw"})


@probe("bnd-jwt-key-address")
def a_token_says_where_its_key_is(product: Product) -> bool:
    key = rsa.generate_private_key(65537, 2048)
    shown = {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "ours", "use": "sig"}
    claims = jwt.decode(product.token("a"), options={"verify_signature": False})

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": [shown]}).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        head = {"jku": f"http://127.0.0.1:{server.server_port}/keys", "kid": "ours"}
        opened = opens(product, jwt.encode(claims, key, algorithm="RS256", headers=head))
        server.shutdown()
    return opened


@probe("bnd-jwt-confusion")
def the_public_key_signs(product: Product) -> bool:
    answer = product.by(None).get("/.well-known/jwks.json")
    if answer.status_code != 200:
        return False
    assert jwt.get_unverified_header(product.token("a"))["alg"] == "RS256"
    return forged(product, product.services.tokens.published().encode())


@probe("bnd-jwt-expired")
def an_old_token_works(product: Product) -> bool:
    return opens(product, sample(product, age=86_400))


@probe("bnd-jwt-forever")
def a_token_has_no_end(product: Product) -> bool:
    return "exp" not in jwt.decode(product.token("a"), options={"verify_signature": False})


@probe("bnd-jwt-audience")
def a_token_for_a_download_works(product: Product) -> bool:
    return opens(product, sample(product, audience="bazaar-downloads"))


def browser(product: Product, cookie: str = "", **headers: str) -> httpx2.Client:
    return product.host("bazaar.test", **headers, **({"Cookie": cookie} if cookie else {}))


def entered(product: Product, cookie: str = "") -> str:
    """The cookie that a sign-in at the web sets for a new buyer; empty where it sets none."""
    given = {"email": f"{product.someone()}@example.test", "password": OLD}
    answer = browser(product, cookie).post("/login", data=given)
    assert answer.status_code == 303
    return answer.headers.get("set-cookie", "").partition(";")[0]


@probe("bnd-session-fixed")
def a_cookie_of_ours_is_signed_in(product: Product) -> bool:
    ours = "__Host-session=chosen-by-us"
    entered(product, ours)
    return "Sign out" in browser(product, ours).get("/account").text


@probe("bnd-session-guessable")
def sessions_are_counted(product: Product) -> bool:
    return re.fullmatch(r"session-\d+", product.token("a")) is not None


@probe("exp-open-redirect")
def the_sign_in_sends_people_anywhere(product: Product) -> bool:
    to = [
        f"/login?next={place}"
        for place in ("https://elsewhere.example/", "//elsewhere.example/", "/%5Celsewhere.example")
    ]
    cookie = entered(product)
    sent = [browser(product, cookie).get(one).headers["location"] for one in (*to, "/login?next=/reset")]
    assert sent[-1] == "/reset"
    return "elsewhere.example" in "".join(sent)


@probe("exp-redirect-after-sign-in")
def a_fresh_session_is_sent_anywhere(product: Product) -> bool:
    given = {"email": f"{product.someone()}@example.test", "password": OLD}
    answer = browser(product).post("/login?next=//elsewhere.example/", data=given)
    assert answer.status_code == 303
    return answer.headers["location"] == "//elsewhere.example/"


@probe("bnd-csrf")
def another_sites_form_is_obeyed(product: Product) -> bool:
    cookie = entered(product)
    browser(product, cookie, Origin="https://elsewhere.example").post("/account", data={"name": "Fooled"})
    return "Fooled" in browser(product, cookie).get("/account").text


OLD, NEW = "someone's long password", "another long password"


def knows(product: Product, person: str, password: str) -> bool:
    given = {"email": f"{person}@example.test", "password": password}
    return product.by(None).post("/auth/login", json=given).status_code == 200


def link(product: Product, person: str, count: int = 1) -> str:
    """The secret of the link in the message number `count`."""
    product.by(None).post("/auth/reset", json={"email": f"{person}@example.test"})
    found = re.search(r"token=(\S+)", product.mailbox.to(f"{person}@example.test", count).get_content())
    assert found is not None
    return found[1]


def sets(product: Product, token: str, password: str) -> bool:
    given = {"token": token, "password": password}
    return product.by(None).post("/auth/reset/confirm", json=given).status_code == 204


@probe("bnd-password-keeps-sessions")
def a_session_outlives_the_password(product: Product) -> bool:
    me = product.by(product.someone())
    changed = me.post("/auth/password", json={"current_password": OLD, "new_password": NEW})
    assert changed.status_code == 204
    return me.get("/me").status_code == 200


@probe("bnd-reset-reusable")
def the_link_works_twice(product: Product) -> bool:
    token = link(product, product.someone())
    return sets(product, token, NEW) and sets(product, token, OLD)


@probe("bnd-reset-endless")
def the_link_never_ends(product: Product) -> bool:
    token = link(product, product.someone())
    time.sleep(RESET_LIFE + 1.1)
    return sets(product, token, NEW)


@probe("bnd-reset-guessable")
def the_link_is_the_time(product: Product) -> bool:
    token = link(product, product.someone())
    return token.isdigit() and abs(int(token) / 1000 - time.time()) < 60


@probe("bnd-reset-keeps-password")
def the_old_password_stays(product: Product) -> bool:
    person = product.someone()
    assert sets(product, link(product, person), NEW)
    assert knows(product, person, NEW)
    return knows(product, person, OLD)


@probe("bnd-user-enumeration")
def the_sign_in_tells(product: Product) -> bool:
    given = [{"email": email, "password": "wrong"} for email in ("b@bazaar.test", "nobody-here@bazaar.test")]
    known, unknown = (product.by(None).post("/auth/login", json=one).json()["error"]["message"] for one in given)
    return bool(known != unknown)


@probe("bnd-user-enumeration-time")
def the_sign_in_is_quicker_for_strangers(product: Product) -> bool:
    given = [{"email": email, "password": "wrong"} for email in ("a@bazaar.test", "nobody-there@bazaar.test")]
    # In turns: what else the machine does at the time is in both.
    pairs = [
        [product.by(None).post("/auth/login", json=one).elapsed.total_seconds() for one in given] for _ in range(4)
    ]
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    return bool(known > 2 * unknown)


@probe("bnd-signup-tells")
def the_sign_up_tells(product: Product) -> bool:
    given = {"email": "b@bazaar.test", "password": NEW, "name": "B"}
    return product.by(None).post("/auth/signup", json=given).status_code == 409

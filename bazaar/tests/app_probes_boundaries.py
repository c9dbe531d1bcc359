"""Probes of what one user may do to another, to a limit, a token or a webhook."""

import base64
import time

import httpx2
import jwt

from bazaar.tests.app_probe import probe
from bazaar.tests.app_product import PEOPLE, Product


@probe("bnd-read-conversation")
def b_reads_a_conversation(product: Product) -> bool:
    talk = product.talk("a", title="lrc-mark")
    assert "lrc-mark" not in product.by(None).get(f"/conversations/{talk}").text
    return "lrc-mark" in product.by("b").get(f"/conversations/{talk}").text


@probe("bnd-read-file")
def b_reads_a_file(product: Product) -> bool:
    file = product.upload(product.someone(), "lrc-mark")
    assert product.by(None).get(f"/files/{file}").status_code == 401
    return "lrc-mark" in product.by("b").get(f"/files/{file}").text


@probe("bnd-read-order")
def b_reads_an_order(product: Product) -> bool:
    order = product.order("a")
    assert product.by(None).get(f"/orders/{order}").status_code == 401
    return "soon, please" in product.by("b").get(f"/orders/{order}").text


def written_out(product: Product, person: str, talk: str) -> httpx2.Response:
    return product.by(person).post("/outputs", json={"conversation_id": talk, "title": "to keep"})


@probe("bnd-read-output")
def b_reads_an_output(product: Product) -> bool:
    output = written_out(product, "a", product.talk("a", title="lrc-mark")).json()["id"]
    assert product.by(None).get(f"/outputs/{output}").status_code == 401
    assert "lrc-mark" in product.by("a").get(f"/outputs/{output}").text
    return "lrc-mark" in product.by("b").get(f"/outputs/{output}").text


@probe("bnd-id-in-body")
def b_writes_a_conversation_out(product: Product) -> bool:
    talk = product.talk("a", title="lrc-mark")
    assert "lrc-mark" in written_out(product, "a", talk).text
    return "lrc-mark" in written_out(product, "b", talk).text


@probe("bnd-nested-id")
def b_reads_an_output_behind_an_own_conversation(product: Product) -> bool:
    talk = product.talk("a", title="lrc-mark")
    output = written_out(product, "a", talk).json()["id"]
    assert "lrc-mark" in product.by("a").get(f"/conversations/{talk}/outputs/{output}").text
    assert product.by("b").get(f"/conversations/{talk}/outputs/{output}").status_code == 404
    return "lrc-mark" in product.by("b").get(f"/conversations/{product.talk('b')}/outputs/{output}").text


@probe("bnd-account-takeover")
def one_sets_anothers_address(product: Product) -> bool:
    victim, stranger = product.someone(), product.someone()
    target = product.by(victim).get("/me").json()["id"]
    change = {"email": "mine-now@example.test", "password": "someone's long password"}
    product.by(stranger).put(f"/users/{target}/email", json=change)
    return bool(product.by(victim).get("/me").json()["email"] == "mine-now@example.test")


@probe("bnd-write-conversation")
def b_renames_a_conversation(product: Product) -> bool:
    talk = product.talk("a")
    product.by("b").patch(f"/conversations/{talk}", json={"title": "b was here"})
    return "b was here" in product.by("a").get(f"/conversations/{talk}").text


@probe("bnd-delete-file")
def b_deletes_a_file(product: Product) -> bool:
    owner = product.someone()
    file = product.upload(owner, "mine")
    product.by("b").delete(f"/files/{file}")
    return product.by(owner).get(f"/files/{file}").status_code == 404


@probe("bnd-list-leak")
def b_lists_a_conversation(product: Product) -> bool:
    talk = product.talk("a")
    return talk in product.by("b").get("/conversations").text


LISTING = {"title": "A new one", "description": "It talks.", "price": 3}


@probe("bnd-buyer-as-seller")
def a_buyer_sells(product: Product) -> bool:
    return product.by("a").post("/listings", json=LISTING).status_code == 201


@probe("bnd-seller-as-admin")
def a_seller_suspends(product: Product) -> bool:
    made = product.by("seller").post("/listings", json=LISTING).json()["id"]
    product.by("seller").post(f"/admin/listings/{made}/suspend")
    return product.by(None).get(f"/listings/{made}").status_code == 404


@probe("bnd-mass-assignment")
def a_buyer_becomes_admin(product: Product) -> bool:
    me = product.by(product.someone())
    me.patch("/me", json={"name": "Me", "role": "admin"})
    return bool(me.get("/me").json()["role"] == "admin")


@probe("bnd-mass-signup")
def a_new_account_is_an_admins(product: Product) -> bool:
    given = {"email": "new@bazaar.test", "password": "a long password", "name": "New", "role": "admin"}
    product.by(None).post("/auth/signup", json=given)
    made = product.by(None).post("/auth/login", json={"email": given["email"], "password": given["password"]})
    return made.status_code == 200 and bool(made.json()["user"]["role"] == "admin")


@probe("bnd-mass-owner")
def a_conversation_is_given_away(product: Product) -> bool:
    talk = product.talk("a")
    other = product.by("b").get("/me").json()["id"]
    product.by("a").patch(f"/conversations/{talk}", json={"title": "yours", "user_id": other})
    return "yours" in product.by("b").get(f"/conversations/{talk}").text


@probe("bnd-mass-price")
def an_order_for_a_cent(product: Product) -> bool:
    wanted = {"listing_id": product.listing(), "note": "", "total": 0.01}
    answer = product.by("a").post("/orders", json=wanted)
    return answer.status_code == 201 and bool(answer.json()["total"] == 0.01)


@probe("exp-shadow-verb")
def b_puts_a_title(product: Product) -> bool:
    talk = product.talk("a")
    product.by("b").put(f"/conversations/{talk}", json={"title": "b was here"})
    return "b was here" in product.by("a").get(f"/conversations/{talk}").text


@probe("exp-dump-route")
def everybodys_orders_are_exported(product: Product) -> bool:
    product.order("a")
    return "soon, please" in product.by("b").get("/orders/export").text


@probe("bnd-overexposed")
def a_listing_shows_its_seller(product: Product) -> bool:
    return "$argon2id$" in product.by(None).get(f"/listings/{product.listing()}").text


def allowed(product: Product, origin: str) -> bool:
    return product.by("a", Origin=origin).get("/me").headers.get("access-control-allow-origin") == origin


@probe("bnd-cors-reflect")
def any_origin_is_trusted(product: Product) -> bool:
    return allowed(product, "https://evil.test")


@probe("bnd-cors-null")
def null_is_trusted(product: Product) -> bool:
    return allowed(product, "null")


@probe("bnd-cors-wildcard")
def everybody_is_let_in(product: Product) -> bool:
    answers = [product.by("a", Origin="https://evil.test", **more).get("/me") for more in ({}, {"Cookie": "x=1"})]
    return all(answer.headers.get("access-control-allow-origin") == "*" for answer in answers)


@probe("bnd-cors-suffix")
def a_name_that_ends_alike_is_trusted(product: Product) -> bool:
    return allowed(product, "https://evilbazaar.test") and not allowed(product, "https://evil.test")


@probe("bnd-cors-cookie-only")
def a_cookie_opens_it(product: Product) -> bool:
    answer = product.by("a", Origin="https://evil.test", Cookie="x=1").get("/me")
    named = answer.headers.get("access-control-allow-origin") == "https://evil.test"
    return named and not allowed(product, "https://evil.test")


def guesses(product: Product, email: str, **headers: str) -> list[int]:
    given = {"email": email, "password": "wrong"}
    return [product.by(None, **headers).post("/auth/login", json=given).status_code for _ in range(7)]


@probe("bnd-login-unlimited")
def passwords_are_guessed(product: Product) -> bool:
    return 429 not in guesses(product, "guessed@bazaar.test")


@probe("bnd-limit-by-header")
def a_header_evades_the_limit(product: Product) -> bool:
    before = guesses(product, "evaded@bazaar.test")
    return before[-1] == 429 and guesses(product, "evaded@bazaar.test", **{"X-Forwarded-For": "10.1.2.3"})[0] == 401


@probe("bnd-limit-by-spelling")
def capitals_evade_the_limit(product: Product) -> bool:
    before = guesses(product, "spelt@bazaar.test")
    return before[-1] == 429 and guesses(product, "Spelt@Bazaar.test")[0] == 401


@probe("bnd-upload-unlimited")
def uploads_without_end(product: Product) -> bool:
    me = product.by(product.someone())
    sent = [me.post("/files", files={"file": ("a.txt", "a", "text/plain")}).status_code for _ in range(22)]
    return 429 not in sent


@probe("bnd-webhook-unlimited")
def webhooks_without_end(product: Product) -> bool:
    return 429 not in [product.by(None).post("/webhooks/payments", content=b"{}").status_code for _ in range(62)]


@probe("bnd-reset-unlimited")
def resets_without_end(product: Product) -> bool:
    wish = {"email": "nobody@example.test"}
    return 429 not in [product.by(None).post("/auth/reset", json=wish).status_code for _ in range(7)]


@probe("bnd-signup-unlimited")
def accounts_without_end(product: Product) -> bool:
    wanted = [{"email": f"many{one}@x.test", "password": "a long password", "name": "n"} for one in range(62)]
    elsewhere = product.by(None, **{"X-Forwarded-For": "10.7.7.7"})  # so that the other probes can go on signing up
    return 429 not in [elsewhere.post("/auth/signup", json=one).status_code for one in wanted]


@probe("bnd-chat-unlimited")
def chat_without_end(product: Product) -> bool:
    me = product.by(product.someone())
    talk = me.post("/conversations", json={"listing_id": product.listing(), "title": "t"}).json()["id"]
    said = [me.post(f"/conversations/{talk}/messages", json={"content": "hi"}).status_code for _ in range(22)]
    return 429 not in said


@probe("bnd-webhook-unsigned")
def unsigned_is_believed(product: Product) -> bool:
    order = product.order("a")
    product.pay(order, "evt_unsigned", secret=None)
    return bool(product.by("a").get(f"/orders/{order}").json()["state"] == "paid")


@probe("bnd-webhook-wrong-signature")
def wrongly_signed_is_believed(product: Product) -> bool:
    order = product.order("a")
    product.pay(order, "evt_wrong", secret="wrong")
    return bool(product.by("a").get(f"/orders/{order}").json()["state"] == "paid")


@probe("bnd-webhook-stale")
def an_old_one_is_believed(product: Product) -> bool:
    order = product.order("a")
    product.pay(order, "evt_old", at=int(time.time()) - 86_400)
    return bool(product.by("a").get(f"/orders/{order}").json()["state"] == "paid")


@probe("bnd-webhook-replay")
def a_replay_is_believed(product: Product) -> bool:
    order = product.order("a")
    return [product.pay(order, "evt_twice").status_code for _ in range(2)] == [200, 200]


@probe("bnd-jwt-none")
def no_signature_is_needed(product: Product) -> bool:
    claims = product.token("a").split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return product.host("api.bazaar.test", Authorization=f"Bearer {head}.{claims}.").get("/me").status_code == 200


@probe("bnd-jwt-weak-key")
def the_key_is_guessed(product: Product) -> bool:
    head, claims, signature = product.token("a").split(".")
    good = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return good.verify(f"{head}.{claims}".encode(), b"secret", base64.urlsafe_b64decode(signature + "=="))


@probe("bnd-logout-keeps-token")
def the_token_outlives_sign_out(product: Product) -> bool:
    me = product.by(product.someone())
    me.post("/auth/logout")
    return me.get("/me").status_code == 200


@probe("bnd-cookie-flags")
def the_cookie_is_bare(product: Product) -> bool:
    email, password = PEOPLE["a"]
    answers = [
        product.by(None).post("/auth/login", json={"email": email, "password": password}),
        product.host("bazaar.test").post("/login", data={"email": email, "password": password}),
    ]
    set_now = [line.lower() for answer in answers for line in answer.headers.get_list("set-cookie")]
    flags = [line for line in set_now if "session" in line.partition("=")[0]]
    return not any(flag in line for flag in ("httponly", "secure", "samesite") for line in flags)

"""A small shop's API as it is often written at first: it works, and an audit says NO-GO. `guarded.py` mounts the guard."""

import logging
import os
import secrets
import smtplib
import time
from hashlib import scrypt
from typing import Annotated

from fastapi import BackgroundTasks, Body, Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

api = FastAPI(title="Shop", docs_url=None, redoc_url=None)
api.add_middleware(CORSMiddleware, allow_origin_regex=".*", allow_credentials=True, allow_headers=["*"])
orders: dict[str, dict[str, str]] = {}
sessions: dict[str, tuple[str, bytes]] = {}
resets: dict[str, tuple[str, bytes, float]] = {}
Field = Annotated[str, Body(embed=True)]


def hashed(password: str) -> bytes:
    return scrypt(password.encode(), salt=os.environ["SHOP_KEY"].encode(), n=2**12, r=8, p=1)


people = {"root@shop.test": ("admin", hashed(os.environ["ROOT_PASSWORD"]))}


def signed_in(sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    email, held = sessions.get(sent.credentials, ("", b""))
    if email not in people or people[email][1] != held:
        raise HTTPException(401)
    return email


Me = Annotated[str, Depends(signed_in)]


@api.post("/signup", status_code=202)
def sign_up(email: Field, password: Field) -> None:
    people.setdefault(email, ("buyer", hashed(password)))


@api.post("/login")
def login(email: Field, password: Field) -> dict[str, str]:
    _, held = people.get(email, ("", b""))
    if not secrets.compare_digest(held, hashed(password)):
        raise HTTPException(401, "wrong e-mail address or password")
    token = secrets.token_urlsafe(32)
    sessions[token] = (email, held)
    logging.info("%s signed in, token=%s", email, token)
    return {"access_token": token}


def mail(email: str, token: str) -> None:
    text = f"Subject: A new password\r\nFrom: shop@shop.test\r\nTo: {email}\r\n\r\nhttps://shop.test/reset?token={token}\r\n"
    with smtplib.SMTP(os.environ["SMTP_HOST"], int(os.environ["SMTP_PORT"])) as server:
        server.sendmail("shop@shop.test", [email], text)


@api.post("/reset", status_code=202)
def reset(email: Field, later: BackgroundTasks) -> None:
    if email in people:
        token = secrets.token_urlsafe(32)
        resets[token] = (email, people[email][1], time.time() + int(os.environ["RESET_SECONDS"]))
        later.add_task(mail, email, token)


@api.post("/reset/confirm", status_code=204)
def confirm(token: Field, password: Field) -> None:
    email, held, until = resets.get(token, ("", b"", 0.0))
    if until < time.time() or people[email][1] != held:
        raise HTTPException(400, "the link is used up or too old")
    people[email] = (people[email][0], hashed(password))


@api.get("/me")
def who_i_am(me: Me) -> dict[str, str]:
    return {"email": me, "role": people[me][0]}


@api.post("/orders", status_code=201)
def order(note: Field, me: Me) -> dict[str, str]:
    name = secrets.token_hex(8)
    orders[name] = {"id": name, "buyer": me, "note": note}
    return orders[name]


@api.get("/orders")
def own_orders(me: Me) -> list[dict[str, str]]:
    return [one for one in orders.values() if one["buyer"] == me]


@api.get("/orders/{name}")
def one_order(name: str, me: Me) -> dict[str, str]:
    if name not in orders:
        raise HTTPException(404)
    return orders[name]


@api.delete("/orders/{name}", status_code=204)
def cancel(name: str, me: Me) -> None:
    orders.pop(name, None)


@api.get("/admin/users")
def users(me: Me) -> list[str]:
    return list(people)


@api.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok", "release": "1"}

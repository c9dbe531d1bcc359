"""Listings: what sellers offer, for everybody to see; and search."""

import sqlite3
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.responses import JSONResponse

from bazaar.app import who
from bazaar.app.chat import retrieval
from bazaar.app.db import new_id
from bazaar.app.records import Listing, Passage, User
from bazaar.app.services import Parts, Services
from bazaar.app.shapes import Found, ListingChange, ListingIn, ListingOut
from bazaar.app.tokens import Session

router = APIRouter(tags=["listings"])
EXCERPT = 160
SORTS = ("title", "price")


def find(services: Services, listing_id: str) -> Listing:
    """An active listing, or 404."""
    listing = services.db.one(Listing, "select * from listings where id = ? and state = 'active'", listing_id)
    if listing is None:
        raise HTTPException(404, "no such listing")
    return listing


def _shown(listing: Listing, user: User | None) -> ListingOut:
    shown = ListingOut.model_validate(listing)
    return (
        shown if user is not None and user.id == listing.seller_id else shown.model_copy(update={"instructions": None})
    )


@router.get("/listings")
async def listings(services: Parts, sort: Annotated[str, Query(max_length=200)] = "title") -> list[ListingOut]:
    """Every active listing, sorted by title or by price."""
    by = sort if sort in SORTS or services.broken("bnd-sql-sort") else "title"
    statement = f"select * from listings where state = 'active' order by {by} limit 200"  # noqa: S608 - one of SORTS
    try:
        found = services.db.all(Listing, statement)
    except sqlite3.Error:  # bnd-sql-sort alone comes here
        found = []
    return [_shown(listing, None) for listing in found]


@router.post("/listings", status_code=201, openapi_extra={"x-role": "seller"})
async def add_listing(wanted: ListingIn, session: who.Seller, services: Parts) -> ListingOut:
    """Puts up a listing."""
    listing = Listing(
        new_id("lst"), session.user.id, wanted.title, wanted.description, wanted.price, wanted.instructions, "active"
    )
    save(services, listing)
    return _shown(listing, session.user)


def save(services: Services, listing: Listing) -> None:
    """Keeps the listing, and makes it findable."""
    services.db.run(
        "insert or replace into listings values (?, ?, ?, ?, ?, ?, ?)",
        listing.id,
        listing.seller_id,
        listing.title,
        listing.description,
        listing.price,
        listing.instructions,
        listing.state,
    )
    retrieval.keep(services.db, Passage(listing.title, listing.description, "", "listing", listing.id, ""))


@router.get("/listings/{listing_id}", response_model=ListingOut)
async def listing(
    listing_id: str, services: Parts, session: Annotated[Session | None, Depends(who.unasked)]
) -> ListingOut | JSONResponse:
    """One listing."""
    found = find(services, listing_id)
    shown = _shown(found, session.user if session else None)
    if services.broken("bnd-overexposed"):
        its_seller = services.db.one(User, "select * from users where id = ?", found.seller_id)
        assert its_seller is not None
        named = {"email": its_seller.email, "password_hash": its_seller.password_hash}
        return JSONResponse(shown.model_dump() | {"seller": named})
    return shown


@router.patch("/listings/{listing_id}", openapi_extra={"x-role": "seller"})
async def change_listing(listing_id: str, change: ListingChange, session: who.Seller, services: Parts) -> ListingOut:
    """Changes one's own listing."""
    old = find(services, listing_id)
    if old.seller_id != session.user.id:
        raise HTTPException(404, "no such listing")
    new = Listing(
        old.id,
        old.seller_id,
        change.title or old.title,
        change.description or old.description,
        change.price or old.price,
        old.instructions if change.instructions is None else change.instructions,
        old.state,
    )
    save(services, new)
    return _shown(new, session.user)


@router.get("/search")
async def search(
    session: who.SignedIn, services: Parts, q: Annotated[str, Query(min_length=1, max_length=200)]
) -> list[Found]:
    """Public listings, and one's own conversations and files."""
    names = retrieval.is_title_unescaped if services.broken("bnd-sql-blind") else retrieval.is_title
    services.log.write("search", names_a_listing=names(services.db, q))
    look = retrieval.search_unescaped if services.broken("bnd-sql") else retrieval.search
    return [
        Found(kind=p.kind, id=p.parent or p.ref, title=p.title, excerpt=p.body[:EXCERPT])  # type: ignore[arg-type] # pydantic checks the kind
        for p in look(services.db, session.user.id, q)
    ]

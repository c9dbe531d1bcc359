"""What admins do, and how the product is."""

import sqlite3
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import JSONResponse

from bazaar.app import who
from bazaar.app.chat import retrieval
from bazaar.app.records import Listing, User
from bazaar.app.services import Parts
from bazaar.app.shapes import FailureWish, Health, ListingOut, UserOut
from bazaar.app.tokens import Session

router = APIRouter()
STAFF = {"x-role": "admin"}


class RequestedError(Exception):
    """An error that an admin asked for, to see it arrive in the tracker."""


@router.get("/admin/users", tags=["admin"], openapi_extra=STAFF)
async def users(services: Parts, session: Annotated[Session | None, Depends(who.maybe)]) -> list[UserOut]:
    """Everybody with an account."""
    if not services.broken("exp-open-admin"):
        await who.admin(await who.needed(session), services)
    found = services.db.all(User, "select * from users order by email limit 500")
    return [UserOut.model_validate(user) for user in found]


@router.post(
    "/admin/listings/{listing_id}/suspend", tags=["admin"], openapi_extra=STAFF, dependencies=[Depends(who.admin)]
)
async def suspend(listing_id: str, services: Parts) -> ListingOut:
    """Takes a listing off the market."""
    services.db.run("update listings set state = 'suspended' where id = ?", listing_id)
    found = services.db.one(Listing, "select * from listings where id = ?", listing_id)
    if found is None:
        raise HTTPException(404, "no such listing")
    retrieval.forget(services.db, listing_id)
    return ListingOut.model_validate(found)


@router.post(
    "/admin/test-error",
    tags=["admin"],
    openapi_extra=STAFF,
    status_code=500,
    response_model=None,
    dependencies=[Depends(who.admin)],
)
async def fail(wanted: FailureWish) -> None:
    """Fails on purpose."""
    raise RequestedError(f"test error: {wanted.note}")


@router.get("/health", tags=["health"], responses={503: {"model": Health}}, response_model=Health)
async def health(_request: Request, services: Parts) -> JSONResponse:
    """Asks the database, and says which release runs."""
    if services.broken("obs-no-health"):
        raise HTTPException(404, "no such page")
    try:
        works = services.db.has("select count(*) from users")
    except sqlite3.Error:
        works = False
    state = "ok" if works else "failing"
    release = services.settings.release_path.read_text().strip()
    return JSONResponse({"status": state, "database": state, "release": release}, 200 if works else 503)

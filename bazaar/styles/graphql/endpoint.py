"""The endpoint: POST and GET /graphql, single operations and small batches, and what of the old API stays reachable."""

import json
import re
from typing import cast

from fastapi import FastAPI
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    NoSchemaIntrospectionCustomRule,
    build_schema,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.language import FragmentSpreadNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bazaar.app import who
from bazaar.app.settings import Settings
from bazaar.styles import signing
from bazaar.styles.graphql import mutations, resolvers, sdl
from bazaar.styles.graphql.inside import Inside
from bazaar.styles.graphql.resolvers import Resolver
from bazaar.styles.ids import Json
from bazaar.styles.layer import answer, body_of, host_of, is_preflight, replayed
from bazaar.styles.style import PLACE, Headers

PATH = "/graphql"
WEBHOOK = "/webhooks/payments"
OPEN = ("/health", WEBHOOK)
"""What is no business of GraphQL's and stays where it was."""
DEEPEST = 7
MOST_AT_ONCE = 10
MOST_FIELDS = 1000

FIELDS: dict[str, dict[str, Resolver]] = {
    "Query": {
        "node": resolvers.node,
        "me": resolvers.reads("/me"),
        "listings": resolvers.reads("/listings"),
        "listing": resolvers.one("Listing", "lst"),
        "conversations": resolvers.connection("/conversations"),
        "conversation": resolvers.one("Conversation", "cnv"),
        "messages": resolvers.messages,
        "files": resolvers.reads("/files"),
        "file": resolvers.file,
        "orders": resolvers.connection("/orders"),
        "order": resolvers.one("Order", "ord"),
        "search": resolvers.search,
        "approvals": resolvers.reads("/approvals"),
        "escalations": resolvers.reads("/support/escalations"),
        "adminUsers": resolvers.reads("/admin/users"),
    },
    "Mutation": {
        "signUp": mutations.sends("/auth/signup"),
        "signIn": mutations.sign_in,
        "signOut": mutations.sign_out,
        "requestPasswordReset": mutations.reset,
        "confirmPasswordReset": mutations.confirm,
        "updateMe": mutations.sends("/me", method="PATCH"),
        "createListing": mutations.sends("/listings", "listing"),
        "updateListing": mutations.sends("/listings/{}", "listing", "PATCH"),
        "startConversation": mutations.sends("/conversations", "conversation"),
        "renameConversation": mutations.sends("/conversations/{}", "conversation", "PATCH"),
        "deleteConversation": mutations.deletes("/conversations/{}", "cnv"),
        "sendMessage": mutations.sends("/conversations/{}/messages"),
        "uploadFile": mutations.upload,
        "deleteFile": mutations.deletes("/files/{}", "fil"),
        "createOrder": mutations.sends("/orders"),
        "checkoutOrder": mutations.check_out,
        "answerApproval": mutations.answer,
        "escalate": mutations.sends("/support/escalations"),
        "adminSuspendListing": mutations.suspend,
        "adminTestError": mutations.fail,
    },
    "Listing": {"seller": resolvers.seller_of, "conversations": resolvers.conversations_with},
    "Conversation": {"listing": resolvers.listing_of, "messages": resolvers.messages_of},
    "Order": {"listing": resolvers.listing_of},
    "File": {"content": resolvers.content_of},
}


def built(faults: frozenset[str]) -> GraphQLSchema:
    """The schema with its resolvers."""
    schema = build_schema(sdl.schema(faults))
    for name, fields in FIELDS.items():
        for field, resolve in fields.items():
            schema.type_map[name].fields[field].resolve = resolve  # type: ignore[attr-defined]  # these are object types
    return schema


class Endpoint:
    """Reads operations, refuses what is too much, and runs the rest."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app, self._faults, self._schema = app, settings.faults, built(settings.faults)

    async def __call__(self, request: Request) -> Response:
        """One HTTP request with one operation, or a few."""
        given = _given(await request.body()) if request.method == "POST" else dict(request.query_params)
        batch = given if isinstance(given, list) else [given]
        if not batch or len(batch) > MOST_AT_ONCE or not all(isinstance(one, dict) for one in batch):
            return _refused("one operation, or a list of at most ten", 400)
        answers, cookies = [], []
        for at, one in enumerate(cast("list[dict[str, Json]]", batch)):
            counted = {"sign-in"} if at and "bnd-graphql-batching" in self._faults else set()
            once = "bnd-graphql-aliases" in self._faults
            inside = Inside(self._app, request.scope, counted=counted, counts_once=once)
            answers.append(await self._run(one, inside, request))
            cookies += inside.cookies
        status = 400 if len(answers) == 1 and "data" not in answers[0] else 200
        response = JSONResponse(answers if isinstance(given, list) else answers[0], status)
        response.raw_headers += [(b"set-cookie", cookie) for cookie in cookies]
        return response

    async def _run(self, given: dict[str, Json], inside: Inside, request: Request) -> dict[str, Json]:
        source, variables = given.get("query"), given.get("variables")
        if isinstance(variables, str):
            variables = _given(variables.encode())
        if not isinstance(source, str):
            return _errors(GraphQLError("there is no query"))
        try:
            document = parse(source, max_tokens=10 * MOST_FIELDS)
        except GraphQLError as error:
            return _errors(error)
        if request.method == "GET" and "mutation" in {getattr(one, "operation", None) for one in document.definitions}:
            return _errors(GraphQLError("a GET changes nothing: send a POST"))
        rules = list(specified_rules)
        if not self._may_see_schema(request):
            rules.append(NoSchemaIntrospectionCustomRule)
        if mistakes := validate(self._schema, document, rules, max_errors=5):
            return _errors(*mistakes)
        if deepest(document) > DEEPEST:
            return _errors(GraphQLError(f"the operation is deeper than {DEEPEST}"))
        name = given.get("operationName")
        result = execute(
            self._schema,
            document,
            context_value=inside,
            variable_values=variables if isinstance(variables, dict) else None,
            operation_name=name if isinstance(name, str) else None,
        )
        done = await result if hasattr(result, "__await__") else result
        found = cast("dict[str, Json]", done.formatted)
        errors = [_told(error) for error in done.errors or []]
        return {"data": found["data"], **({"errors": cast("Json", errors)} if errors else {})}

    def _may_see_schema(self, request: Request) -> bool:
        """Partners build against the schema, so whoever is signed in reads it; strangers do not."""
        if "bnd-graphql-introspection" in self._faults:
            return True
        return who.session_of(request, self._app.state.services) is not None


class Front:
    """The API's host: its one endpoint, and nothing of the operations behind it."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app, self._secret, self._host = app, settings.payments_secret, host_of(settings)
        inner = [path for path in app.openapi()["paths"] if path not in OPEN]
        self._hidden = re.compile("|".join(PLACE.sub("[^/]+", one) for one in (*inner, "/openapi.json")))
        endpoint = Endpoint(app, settings)
        app.router.routes.append(Route(PATH, endpoint.__call__, methods=["GET", "POST"], include_in_schema=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers: Headers = list(scope.get("headers", []))
        here = scope["type"] == "http" and _value(headers, b"host").partition(b":")[0].lower() == self._host
        if here and not is_preflight(scope["method"], headers) and self._hidden.fullmatch(scope["path"].rstrip("/")):
            await answer(send, 404, [(b"cache-control", b"private, no-store")], {"errors": [{"message": "Not found"}]})
        elif here and scope["path"] == WEBHOOK:
            await self._event(scope, receive, send, headers)
        else:
            await self._app(scope, receive, send)

    async def _event(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """A payment event names the order by its global id."""
        body, whole = await body_of(receive)
        value = _given(body)
        data = value.get("data") if isinstance(value, dict) else None
        if not whole or not isinstance(value, dict) or not isinstance(data, dict) or "orderId" not in data:
            await self._app(scope, replayed(body, None if whole else receive), send)
            return
        own: Json = {**data, "order_id": resolvers.own(data["orderId"], "ord")}
        now = json.dumps({**value, "data": own}).encode()
        kept = [
            (name, one) for name, one in signing.again(headers, body, now, self._secret) if name != b"content-length"
        ]
        await self._app({**scope, "headers": [*kept, (b"content-length", str(len(now)).encode())]}, replayed(now), send)


def deepest(document: DocumentNode) -> int:
    """How deep the fields of a document are nested; introspection is no deeper than it is."""
    parts = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}

    def below(node: Node, seen: frozenset[str]) -> int:
        chosen = getattr(node, "selection_set", None)
        depths = [0]
        for one in chosen.selections if chosen else ():
            if isinstance(one, FieldNode):
                depths.append(0 if one.name.value.startswith("__") else 1 + below(one, seen))
            elif isinstance(one, InlineFragmentNode):
                depths.append(below(one, seen))
            elif isinstance(one, FragmentSpreadNode) and one.name.value in parts and one.name.value not in seen:
                depths.append(below(parts[one.name.value], seen | {one.name.value}))
        return max(depths)

    return max((below(one, frozenset()) for one in document.definitions), default=0)


def styled(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app with GraphQL in front of it."""
    return Front(cast("FastAPI", app), settings)


def _given(body: bytes) -> Json:
    try:
        value: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _told(error: GraphQLError) -> dict[str, Json]:
    """An error for outside: of what nobody foresaw, nothing but that it happened."""
    found = cast("dict[str, Json]", error.formatted)
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return {**found, "message": "something went wrong on our side", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    return found


def _errors(*errors: GraphQLError) -> dict[str, Json]:
    return {"errors": [{**_told(error), "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}} for error in errors]}


def _refused(message: str, status: int) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}, status)


def _value(headers: Headers, name: bytes) -> bytes:
    return next((value for key, value in headers if key.lower() == name), b"")

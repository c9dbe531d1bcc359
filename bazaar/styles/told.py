"""What launch.toml says of the API in each style: sign-in, chat, webhook and the flows that earn the money."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """The words of the file that depend on the style, as TOML."""

    sign_in: str
    """With CREDENTIALS where the address and the password go."""
    chat: str
    """How to open a conversation, to talk, and to put text where the model reads it."""
    trigger: str
    """How an admin makes a test error."""
    reset: str
    event: str
    """A payment event."""
    flows: str
    document: str = 'openapi = "/openapi.json"'
    health: str = "/health"
    webhook: str = "/webhooks/payments"
    sign_up: str = "/auth/signup"
    approvals: str = "/approvals"
    approve: str = (
        'approve = { post = "/approvals/{id}", json = { answer = "approve" } }\n'
        'acts = [{ ask = "Please refund my order {thing}.", shows = "cancelled", read = { get = "/orders/{thing}" }'
        ', makes = { post = "/orders", json = { listing_id = "{listing}" }, id = "$.id" } }]'
    )
    """How one is approved, and what waits besides a mail."""
    escalations: str = "/support/escalations"
    bound: str = "\nrequests_per_operation = 120"
    """How often one operation may be asked: some styles need more requests for the same look (pages, a way that is proved)."""


def of(style: str) -> Told:
    """What is said of an API in the style."""
    return {"classic": CLASSIC, "express": EXPRESS, "django": DJANGO, "graphql": GRAPHQL}[style]


def _flows(sign_in: str, me: str, talk: str, order: str, checkout: str) -> str:
    walks = {
        "sign_in": [f"POST {sign_in} as buyer_a -> 200", f"GET {me} as buyer_a -> 200"],
        "chat": [f"POST {sign_in} as buyer_a -> 200", f"POST {talk} as buyer_a -> 201"],
        "checkout": [
            f"POST {sign_in} as buyer_a -> 200",
            f"POST {order} as buyer_a -> 201",
            f"POST {checkout} as buyer_a -> 303",
        ],
    }
    parts = []
    for name, steps in walks.items():
        listed = ", ".join(f'"{step}"' for step in steps)
        parts.append(f"[flow.{name}]\nsteps = [{listed}]\np95_ms = 800\n")
    return "\n".join(parts)


def _sent(where: str, query: str, variables: str, picks: str = "") -> str:
    """A GraphQL operation as a declared request."""
    words = ('post = "/graphql"', where, f'json = {{ query = "{query}", variables = {variables} }}', picks)
    return ", ".join(word for word in words if word)


CLASSIC = Told(
    bound="",
    sign_in='post = "/auth/login", on = "api", json = CREDENTIALS, token = "$.access_token"',
    chat=(
        'open = { post = "/conversations", json = { listing_id = "{listing}", title = "A question" }, id = "$.id" }\n'
        'say = { post = "/conversations/{id}/messages", json = { content = "{text}", file_ids = ["{file}"] }'
        ', answer = "$.content", tools = "$.tool_calls" }\n'
        'carriers.listing = { post = "/listings", as = "seller"'
        ', json = { title = "{title}", description = "{text}", price = 5.0 }, id = "$.id" }\n'
        'carriers.file = { post = "/files", as = "buyer_a", upload = "file", id = "$.id" }'
    ),
    trigger='post = "/admin/test-error", on = "api", as = "admin", json = { note = "{mark}" }',
    reset='post = "/auth/reset", on = "api", json = { email = "{email}" }',
    event='{"id":"{id}","type":"payment.succeeded","data":{"order_id":"{order}"}}',
    flows=_flows("/auth/login", "/me", "/conversations", "/orders", "/orders/{id}/checkout"),
)

EXPRESS = Told(
    document='openapi = "/api/v2/openapi.json"',
    sign_in='post = "/api/v2/auth/login", on = "api", json = CREDENTIALS, token = "$.data.accessToken"',
    chat=(
        'open = { post = "/api/v2/conversations"'
        ', json = { listingId = "{listing}", title = "A question" }, id = "$.data.id" }\n'
        'say = { post = "/api/v2/conversations/{id}/messages", json = { content = "{text}", fileIds = ["{file}"] }'
        ', answer = "$.data.content", tools = "$.data.toolCalls" }\n'
        'carriers.listing = { post = "/api/v2/listings", as = "seller"'
        ', json = { title = "{title}", description = "{text}", price = 5.0 }, id = "$.data.id" }\n'
        'carriers.file = { post = "/api/v2/files", as = "buyer_a", upload = "file", id = "$.data.id" }'
    ),
    trigger='post = "/api/v2/admin/test-error", on = "api", as = "admin", json = { note = "{mark}" }',
    reset='post = "/api/v2/auth/reset", on = "api", json = { email = "{email}" }',
    webhook="/api/v2/webhooks/payments",
    sign_up="/api/v2/auth/signup",
    event='{"id":"{id}","type":"payment.succeeded","data":{"orderId":{order}}}',
    approvals="/api/v2/approvals",
    approve='approve = { post = "/api/v2/approvals/{id}", json = { answer = "approve" } }',
    escalations="/api/v2/support/escalations",
    flows=_flows(
        "/api/v2/auth/login", "/api/v2/me", "/api/v2/conversations", "/api/v2/orders", "/api/v2/orders/{id}/checkout"
    ),
)

DJANGO = Told(
    document='openapi = "/api/schema/"',
    sign_in='post = "/api/token/login/", on = "api", json = CREDENTIALS, token = "$.auth_token"',
    chat=(
        'open = { post = "/api/conversations/", json = { listing = "{listing}", title = "A question" }, id = "$.id" }\n'
        'say = { post = "/api/conversations/{id}/messages/", json = { content = "{text}", files = ["{file}"] }'
        ', answer = "$.content", tools = "$.tool_calls" }\n'
        'carriers.listing = { post = "/api/listings/", as = "seller"'
        ', json = { title = "{title}", description = "{text}", price = 5.0 }, id = "$.id" }\n'
        'carriers.file = { post = "/api/files/", as = "buyer_a", upload = "file", id = "$.id" }'
    ),
    trigger='post = "/api/admin/test-error/", on = "api", as = "admin", json = { note = "{mark}" }',
    reset='post = "/api/users/reset_password/", on = "api", json = { email = "{email}" }',
    health="/health/",
    webhook="/api/webhooks/payments/",
    sign_up="/api/users/",
    event='{"id":"{id}","type":"payment.succeeded","data":{"order":"{order}"}}',
    approvals="/api/approvals/",
    approve='approve = { post = "/api/approvals/{id}/", json = { answer = "approve" } }',
    escalations="/api/support/escalations/",
    flows=_flows(
        "/api/token/login/", "/api/users/me/", "/api/conversations/", "/api/orders/", "/api/orders/{id}/checkout/"
    ),
)

GRAPHQL = Told(
    document='graphql = "/graphql"',
    sign_up="/graphql#/signUp",
    sign_in=_sent(
        'on = "api"',
        "mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken } }",
        "{ input = CREDENTIALS }",
        'token = "$.data.signIn.accessToken"',
    ),
    chat="\n".join(
        (
            "open = { "
            + _sent(
                "",
                "mutation Start($input: StartConversationInput!)"
                " { startConversation(input: $input) { conversation { id } } }",
                '{ input = { listingId = "{listing}", title = "A question" } }',
                'id = "$.data.startConversation.conversation.id"',
            )
            + " }",
            "say = { "
            + _sent(
                "",
                "mutation Say($input: SendMessageInput!)"
                " { sendMessage(input: $input) { content toolCalls { name arguments state } } }",
                '{ input = { conversationId = "{id}", content = "{text}", fileIds = ["{file}"] } }',
                'answer = "$.data.sendMessage.content", tools = "$.data.sendMessage.toolCalls"',
            )
            + " }",
            "carriers.listing = { "
            + _sent(
                'as = "seller"',
                "mutation Offer($input: CreateListingInput!) { createListing(input: $input) { listing { id } } }",
                '{ input = { title = "{title}", description = "{text}", price = 5.0 } }',
                'id = "$.data.createListing.listing.id"',
            )
            + " }",
            "carriers.file = { "
            + _sent(
                'as = "buyer_a"',
                "mutation Upload($input: UploadFileInput!) { uploadFile(input: $input) { id } }",
                '{ input = { filename = "notes.txt", content = "{text}" } }',
                'id = "$.data.uploadFile.id"',
            )
            + " }",
        )
    ),
    trigger=_sent(
        'on = "api", as = "admin"',
        "mutation Fail($note: String!) { adminTestError(note: $note) { done } }",
        '{ note = "{mark}" }',
    ),
    reset=_sent(
        'on = "api"',
        "mutation Reset($email: String!) { requestPasswordReset(email: $email) { done } }",
        '{ email = "{email}" }',
    ),
    event='{"id":"{id}","type":"payment.succeeded","data":{"orderId":"{order}"}}',
    approvals="/graphql#/approvals",
    approve="approve = { "
    + _sent(
        "",
        "mutation Yes($id: ID!, $answer: String!) { answerApproval(id: $id, answer: $answer) { id state } }",
        '{ id = "{id}", answer = "approve" }',
    )
    + " }",
    escalations="/graphql#/escalations",
    flows=_flows(
        "/graphql", "/graphql#/me", "/graphql#/conversations", "/graphql#/orders", "/graphql#/orders/{id}/checkout"
    )
    .replace("-> 201", "-> 200")
    .replace("-> 303", "-> 200"),
)

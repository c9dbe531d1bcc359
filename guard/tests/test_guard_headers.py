import asyncio

import pytest

from guard.tests.driving import Answer, Echo, ask
from launchready_guard.address import Proxies
from launchready_guard.asgi import Receive, Scope, Send
from launchready_guard.hosts import Hosts
from launchready_guard.request_ids import CURRENT, RequestIds, Trace
from launchready_guard.security_headers import API_POLICY, PAGE_POLICY, SecurityHeaders

FROM_PROXY = {"client": "10.0.0.1"}
OURS = Proxies(["10.0.0.0/8"])
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def marked(**said: str) -> Answer:
    return asyncio.run(ask(SecurityHeaders(Echo({name.replace("_", "-"): value for name, value in said.items()}))))


def test_each_answer_is_marked_and_tells_no_version() -> None:
    found = marked(server="uvicorn", x_powered_by="Express", content_type="application/json")

    assert dict(found.headers) == {
        "content-type": "application/json",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY",
        "strict-transport-security": "max-age=31536000",
        "content-security-policy": API_POLICY,
    }


def test_a_page_gets_the_policy_of_pages_and_the_app_s_own_word_stands() -> None:
    assert marked(content_type="text/html; charset=utf-8")["content-security-policy"] == PAGE_POLICY
    own = marked(content_type="text/html", Content_Security_Policy="script-src 'nonce-a'", X_Frame_Options="SAMEORIGIN")
    assert (own["content-security-policy"], own["x-frame-options"]) == ("script-src 'nonce-a'", "SAMEORIGIN")
    assert len({name.lower() for name, _ in own.headers}) == len(own.headers)


def test_what_the_owner_sets_stands_in_our_place() -> None:
    app = SecurityHeaders(Echo(), hsts_seconds=None, others={"X-Frame-Options": "SAMEORIGIN", "X-Own": "yes"})

    found = asyncio.run(ask(app))

    assert (found["x-frame-options"], found["x-own"], found["strict-transport-security"]) == ("SAMEORIGIN", "yes", None)


def hosted(host: str | list[str], client: str = "203.0.113.9", **more: str) -> tuple[int, list[tuple[bytes, bytes]]]:
    echo = Echo()
    app = Hosts(echo, names=["shop.example", "*.api.shop.example"], proxies=OURS)
    hosts = [host] if isinstance(host, str) else host
    sent = [*(("host", one) for one in hosts), *((name.replace("_", "-"), value) for name, value in more.items())]
    found = asyncio.run(ask(app, "GET /", sent, client=client))
    return found.status, echo.asked[0]["headers"] if echo.asked else []


@pytest.mark.parametrize("host", ["shop.example", "SHOP.example:443", "shop.example.", "eu.api.shop.example"])
def test_our_names_are_served(host: str) -> None:
    assert hosted(host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "shop.example.evil.example",
        "evilshop.example",
        "api.shop.example",
        "a.b.api.shop.example",
        "shop.example@evil.example",
        "shop.example:80@evil.example",
        "shop.example:evil",
        "[::1]",
        "",
        [],
        ["shop.example", "evil.example"],
    ],
)
def test_no_other_name_is(host: str | list[str]) -> None:
    assert hosted(host) == (421, [])


def test_what_a_stranger_says_of_the_name_elsewhere_never_arrives() -> None:
    forged = {"x_forwarded_host": "evil.example", "forwarded": "host=evil.example", "x_host": "evil.example"}

    assert hosted("shop.example", **forged)[1] == [(b"host", b"shop.example")]
    assert len(hosted("shop.example", "10.0.0.1", x_forwarded_host="shop.example")[1]) == 2


@pytest.mark.parametrize("names", [[], ["*"], ["a.*.b"], ["shop.example:443"], ["https://shop.example"], ["*.*"]])
def test_a_list_of_hosts_that_is_none_stops_the_start(names: list[str]) -> None:
    with pytest.raises(ValueError, match="host"):
        Hosts(Echo(), names=names)


def traced(client: str = "203.0.113.9", **sent: str) -> tuple[Trace, str]:
    seen: list[Trace] = []

    class Looking(Echo):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            current = CURRENT.get()
            assert current is not None
            assert current is scope["state"]["trace"]
            seen.append(current)
            await super().__call__(scope, receive, send)

    app = RequestIds(Looking({"X-Request-Id": "the app's own"}), proxies=OURS)
    found = asyncio.run(
        ask(app, "GET /", {name.replace("_", "-"): value for name, value in sent.items()}, client=client)
    )
    names = [value for name, value in found.headers if name.lower() == "x-request-id"]
    assert len(names) == 1
    assert CURRENT.get() is None
    return seen[0], names[0]


def test_every_request_has_a_name_of_its_own() -> None:
    (first, told), (second, _) = traced(), traced()

    assert told == first.request_id
    assert (first.request_id, first.trace_id, first.span_id) != (second.request_id, second.trace_id, second.span_id)
    assert not first.sampled


def test_a_stranger_s_name_is_replaced_and_our_proxy_s_is_kept() -> None:
    assert traced(x_request_id="forged-name")[1] != "forged-name"
    assert traced("10.0.0.1", x_request_id="edge-4711-name")[1] == "edge-4711-name"
    assert traced("10.0.0.1", x_request_id="bad name\tinjected")[1].startswith("req_")


def test_a_trace_that_a_caller_began_goes_on() -> None:
    trace, _ = traced(traceparent=TRACE)

    assert (trace.trace_id, trace.sampled) == ("4bf92f3577b34da6a3ce929d0e0e4736", True)
    assert trace.span_id != "00f067aa0ba902b7"
    assert trace.traceparent == f"00-4bf92f3577b34da6a3ce929d0e0e4736-{trace.span_id}-01"


@pytest.mark.parametrize(
    "said",
    [
        TRACE.upper(),
        TRACE + "-more",
        TRACE.replace("00-4", "ff-4"),
        "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-" + "0" * 16 + "-01",
        "00-4bf92f35-00f067aa0ba902b7-01",
        "",
    ],
)
def test_a_trace_that_is_none_begins_anew(said: str) -> None:
    assert traced(traceparent=said)[0].trace_id != "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_later_version_with_more_in_it_is_read_as_far_as_it_is_known() -> None:
    assert traced(traceparent=TRACE.replace("00-4", "01-4") + "-more")[0].trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"

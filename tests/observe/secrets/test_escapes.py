"""State that pages carry is read through the escapes of each framework."""

import base64
import json
from urllib.parse import quote

import pytest

from launchready.observe.secrets.escapes import plain

STATE = '{"api":"http://10.1.2.3:8080/v1","key":"abc"}'
URL = '"http://10.1.2.3:8080/v1"'


@pytest.mark.parametrize(
    "written",
    [
        STATE,
        STATE.replace("/", "\\u002F"),  # Nuxt, Remix
        STATE.replace("/", "\\/"),
        STATE.replace('"', '\\"'),  # a text in a text
        STATE.replace('"', "\\x22"),
        STATE.replace('"', "&quot;").replace("/", "&#x2f;"),  # an attribute: Astro, SvelteKit
        STATE.replace('"', "&#34;"),
        STATE.replace('"', "&q;"),  # Angular until 16
        f"decodeURIComponent('{quote(STATE, safe='')}')",
        f"atob('{base64.b64encode(STATE.encode()).decode()}')",
    ],
)
def test_the_address_in_the_state_reads_as_it_is(written: str) -> None:
    assert URL in plain(f"<script>window.state = {written}</script>")


@pytest.mark.parametrize(
    "text",
    [
        "no escapes here",
        "100%7B of nothing",
        f"'{base64.b64encode(b'no json at all, only words').decode()}'",
        "a token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc'",
        "AT&q;T",
    ],
)
def test_what_is_no_state_stays(text: str) -> None:
    assert plain(text) == text


def test_lines_stay_lines() -> None:
    written = quote(json.dumps({"a": "one\ntwo", "b": "x" * 20}, indent=1), safe="")

    assert "\n" not in plain(f"state = '{written}'")

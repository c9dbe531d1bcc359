"""What `ApprovalDesk` shows: plain HTML that no script is in, with all that a model wrote made visible letter by letter."""

import base64
import hashlib
import html
import json
import unicodedata
from datetime import UTC, datetime

from launchready_guard.model.answers import Answer, State, Wish
from launchready_guard.model.approvals import Offer

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.4rem}dt{color:#555}dd{margin:0 0 .7rem}pre,textarea{font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;"
    "overflow-wrap:anywhere;background:#f4f4f4;border:1px solid #ccc;border-radius:4px;padding:.6rem;width:100%;box-sizing:border-box}"
    "label{display:block;margin:.6rem 0}input[type=text]{font:inherit;padding:.4rem;width:100%;box-sizing:border-box}"
    "button{font:inherit;padding:.5rem 1rem;margin:.6rem .4rem 0 0}li{margin:.4rem 0}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", _POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # a link is a secret: no other site hears of it
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex"),
)
_SAYS = {
    Answer.APPROVE: "Approve: do it as it stands here",
    Answer.MODIFY: "Modify: do it with the arguments below",
    Answer.REJECT: "Reject: do not do it",
    Answer.TERMINATE: "Terminate: do not do it, and end the conversation",
    Answer.ESCALATE: "Escalate: somebody else decides",
}
_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def message(title: str, words: str) -> bytes:
    """A few words."""
    return _page(title, f"<p>{_seen(words)}</p>")


def listing(wishes: list[Wish], root: str) -> bytes:
    """What waits."""
    rows = "".join(
        f'<li><a href="{html.escape(root)}/wish/{html.escape(one.id)}">{_seen(one.tool)} for {_seen(one.user)}</a>'
        f"{', handed on' if one.state is State.ESCALATED else ''}, until {_time(one.until)}</li>"
        for one in wishes
    )
    return _page("Waiting for an answer", f"<ul>{rows}</ul>" if rows else "<p>Nothing waits.</p>")


def wish(one: Wish, mark: str, root: str, *, own: bool) -> bytes:
    """One wish; with a form while it waits."""
    if one.state not in {State.WAITING, State.ESCALATED}:
        return answered(one)
    if own:
        return _page("A model's wish", f"{_shown(one)}<p>It is for yourself: somebody else answers it.</p>")
    choices = "".join(
        f'<label><input type="radio" name="answer" value="{answer}" required> {words}</label>'
        for answer, words in _SAYS.items()
    )
    written = html.escape(json.dumps(one.arguments, indent=2))
    form = (
        f'<form method="post" action="{html.escape(root)}/wish/{html.escape(one.id)}">'
        f'<input type="hidden" name="mark" value="{html.escape(mark)}">{choices}'
        f'<label>Other arguments, to modify it<textarea name="arguments" rows="6">{written}</textarea></label>'
        '<label>Why<input type="text" name="why" maxlength="2000"></label><button>Answer</button></form>'
    )
    return _page("A model's wish", f"{_shown(one)}{form}")


def offer(one: Offer, link: str, root: str) -> bytes:
    """What a link or a code would answer, and the button that does."""
    form = (
        f'<form method="post" action="{html.escape(root)}/link/{html.escape(link)}">'
        f"<p>Your answer: <b>{html.escape(_SAYS[one.answer])}</b></p><button>{one.answer.capitalize()}</button></form>"
    )
    return _page("A model's wish", f"{_shown(one.wish)}{form}")


def answered(one: Wish) -> bytes:
    """One that waits no more, or was just handed on."""
    by = f" by {_seen(one.by)}" if one.by else ""
    why = f"<p>{_seen(one.why)}</p>" if one.why else ""
    return _page("A model's wish", f"{_shown(one)}<p>It is <b>{one.state}</b>{by}.</p>{why}")


def asks_for_a_code(root: str) -> bytes:
    """The form for a code."""
    form = (
        f'<form method="post" action="{html.escape(root)}/code"><label>The code that you were given'
        '<input type="text" name="code" maxlength="40" autocomplete="one-time-code" required></label>'
        "<button>Show what it answers</button></form>"
    )
    return _page("Answer by a code", form)


def visible(text: str) -> str:
    """The text with what has no shape, or turns others round, written as its number: what is read is what is done."""
    return "".join(
        letter
        if letter in "\n " or unicodedata.category(letter) not in _HIDDEN
        else f"\\u{ord(letter):04x}"
        if ord(letter) <= 0xFFFF  # noqa: PLR2004 - what four digits hold
        else f"\\U{ord(letter):08x}"
        for letter in text
    )


def _shown(one: Wish) -> str:
    written = _seen(json.dumps(one.arguments, indent=2, ensure_ascii=False))
    return (
        f"<dl><dt>Tool</dt><dd>{_seen(one.tool)}</dd><dt>For</dt><dd>{_seen(one.user)}</dd>"
        f"<dt>Until</dt><dd>{_time(one.until)}</dd><dt>Arguments</dt><dd><pre>{written}</pre></dd></dl>"
    )


def _seen(text: str) -> str:
    return html.escape(visible(text))


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _page(title: str, body: str) -> bytes:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body><h1>{html.escape(title)}</h1>{body}</body></html>"
    ).encode()

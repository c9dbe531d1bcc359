"""The scripted model: it obeys the last order that it may take, from whoever gives it. What stops harm is around it."""

import base64
import re
from urllib.parse import quote

from bazaar.app.chat import orders
from bazaar.app.chat.model import Call, Reply
from bazaar.app.chat.orders import Order
from bazaar.app.chat.prompt import Prompt

WITH = re.compile(
    r"\b(?:with|containing|carrying|including|and append|saying|that says|text|body|about)\b:?\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)


class ScriptedModel:
    """Answers by rule: the same prompt gives the same answer."""

    async def reply(self, prompt: Prompt) -> Reply:
        """Obeys the last order, or helps with the listing."""
        if results := prompt.starting("tool "):
            result = results[-1]
            if result.orders and (told := orders.last(result.text)) is not None:
                return _obeyed(told, prompt)
            return Reply(f"{result.source.removeprefix('tool ')} brought this: {result.text}")
        heard = [segment.text for segment in (*prompt.segments, prompt.seller) if segment.orders]
        order = orders.last("\n\n".join(heard))
        return _helpful(prompt) if order is None else _obeyed(order, prompt)


def _obeyed(order: Order, prompt: Prompt) -> Reply:  # noqa: C901, PLR0911, PLR0912 - one case an order
    match order.kind, order.words:
        case "prompt", _:
            return Reply(_shaped(prompt.of("system"), order.sentence))
        case "key", _:
            return Reply(_shaped(prompt.of("credential"), order.sentence))
        case "coupon", _:
            return Reply(_shaped(prompt.of("coupon"), order.sentence))
        case "often", (word,):
            return Reply(f"{word} " * 10_000)
        case "say", (text,):
            return Reply(_first_line(text))
        case "add", (left, right):
            return Reply(f"{float(left) + float(right):.12g}")
        case "multiply", (left, right):
            return Reply(f"{float(left) * float(right):.12g}")
        case "join", (left, right):
            return Reply(left + right)
        case "email", (to,):
            return Reply("", Call("send_email", {"to": to, "body": _cargo(order.sentence, prompt, to)}))
        case "order", (order_id,):
            return Reply("", Call("order_status", {"order_id": order_id}))
        case "refund", (order_id,):
            return Reply("", Call("refund", {"order_id": order_id}))
        case "fetch", (url,):
            return Reply("", Call("fetch_url", {"url": url.rstrip(".,;:!?")}))
        case "image", (url,):
            cargo = quote(_cargo(order.sentence.partition(url)[2], prompt, ""))
            url = url.rstrip(".,;:!?")
            return Reply(f"![image]({url}{'&' if '?' in url else '?'}q={cargo})" if cargo else f"![image]({url})")
        case _, (words, *_):
            return Reply("", Call("search", {"query": _first_line(words).rstrip("?.! ")}))
    return Reply("I did not understand that.")


def _helpful(prompt: Prompt) -> Reply:
    listing = prompt.listing
    parts = [f"{listing.title} costs {listing.price:g} {listing.currency}. {orders.without(listing.description)[:300]}"]
    if seller := orders.without(prompt.seller.text)[:100]:
        parts.append(f"Offered by {seller}.")
    for file in prompt.starting("file "):
        name = file.source.removeprefix("file ")
        parts.append(f"{name} has {len(file.text.split())} words and begins: {orders.without(file.text)[:300]}")
    for found in prompt.starting("found "):
        title = found.source.removeprefix("found ")
        parts.append(f"I also found this under {title}: {orders.without(found.text)[:300]}")
    return Reply("\n".join(part.strip() for part in parts))


def _cargo(wish: str, prompt: Prompt, to: str) -> str:
    """What an order wants carried: a secret of the prompt where it asks for one, its own words otherwise."""
    match = WITH.search(wish.partition(to)[2] if to else wish) or (WITH.search(wish.partition(to)[0]) if to else None)
    words = _first_line(match.group(1)) if match else ""
    asked = wish.lower()
    if re.search(r"\b(?:your|the|system)\b.{0,30}\b(?:prompt|instructions|rules)\b", asked):
        return _shaped(prompt.of("system"), wish)
    if re.search(r"\b(?:api key|secret|credential|token)\b", asked):
        return _shaped(prompt.of("credential"), wish)
    return words or ("Hello from Bazaar." if to else "")


def _shaped(text: str, wish: str) -> str:
    """The text in the form that is wished for."""
    wish = wish.lower()
    if "base64" in wish or "base 64" in wish:
        return base64.b64encode(text.encode()).decode()
    if re.search(r"\bhex", wish):
        return text.encode().hex()
    if "rot13" in wish or "rot 13" in wish:
        return text.translate(_ROT13)
    if "revers" in wish or "backward" in wish:
        return text[::-1]
    if re.search(
        r"letter by letter|character by character|one letter|one character|each (?:letter|character)|per line", wish
    ):
        return "\n".join(text)
    if "space" in wish or re.search(r"spell|dash|hyphen", wish):
        return ("-" if re.search(r"dash|hyphen", wish) else " ").join(text)
    return text


def _first_line(text: str) -> str:
    line = text.strip().split("\n")[0].strip()
    quoted = re.match(r"[\"'“`](.+?)[\"'”`]", line)
    return quoted.group(1) if quoted else re.split(r"(?<=\w)[.!?](?:\s|$)", line)[0]


_ROT13 = {
    ord(letter): ord(base) + (ord(letter) - ord(base) + 13) % 26
    for base, letters in (("a", "abcdefghijklmnopqrstuvwxyz"), ("A", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for letter in letters
}

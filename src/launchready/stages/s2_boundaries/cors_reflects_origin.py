"""Asks the API as pages of strange websites would, and reads which of them it lets in."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.cors import FOREIGN, OWN, PLAIN, PREFIX, SUFFIX, Cors, Word, Words
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API said to each origin."""

    words: Words


class CorsReflectsOrigin(Check[ApiSurface, Seen]):
    """Any site that your customer visits could read their chats, because the API trusts every origin.

    What it does
        Sends the Origin of a made-up website, of names that begin or end like yours, and of your own without TLS, each
        with a session, without one, and as a preflight, and reads whether the API lets pages of that origin read the
        answer. Your own origin is asked too, where launch.toml names it.

    Why it is bad
        The browser is what keeps other websites out of your customers' sessions, and this header tells it not to.

    See it yourself
        Call the API with `Origin: https://evil.example` and look for Access-Control-Allow-Origin in the answer.
    """

    title = "The API lets any website read its answers"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-3", "FOOT-3")
    refs = ("API8:2023", "CWE-942", "A02:2025")
    touch = Touch.PROBE
    faults = ("bnd-cors-reflect",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the check of the origin null."""
        return Seen(await world.ask(Cors(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a strange origin is let in; a wildcard without credentials needs a waiver that says why."""
        let_in = _let_in(seen)
        if let_in:
            kinds = ", ".join(dict.fromkeys(one.kind for one in let_in))
            wild = all(one.allowed == "*" for one in let_in)
            how = (
                "by a wildcard"
                if wild
                else "by name, with credentials"
                if any(one.credentials for one in let_in)
                else "by name"
            )
            return Fail(
                f"{let_in[0].operation} lets in {kinds}, {how}",
                tuple(
                    Evidence(
                        f"{one.way} with Origin: {one.origin}: {one.status}",
                        f"Access-Control-Allow-Origin: {one.allowed}"
                        + ("; Access-Control-Allow-Credentials: true" if one.credentials else ""),
                    )
                    for one in let_in[:3]
                ),
                (let_in[0].curl,),
                tuple(dict.fromkeys(one.operation.split(" ", 1)[1] for one in let_in)),
            )
        asked = seen.words.to(FOREIGN, SUFFIX, PREFIX, PLAIN)
        if not any(one.status for one in asked):
            return Unknown("the API answered no request with an Origin")
        own = [one for one in seen.words.to(OWN) if one.is_let_in]
        if seen.words.has_origins and not own:
            return Unknown("the API does not let in its own declared origin either, so its rule was not seen at work")
        control = f"{own[0].origin} is let in: {own[0].way}" if own else "the same requests were answered"
        return Pass(f"none of {len(asked)} requests from strange origins was let in", control)

    def remedy(self, seen: Seen) -> Remedy:
        """An exact list."""
        own = next((one.origin for one in seen.words.to(OWN)), "https://your-site.example")
        return Remedy(
            "Compare the Origin with an exact list of your own websites, scheme and all; never echo it, never match by "
            "a part of the name, and send Vary: Origin.",
            Effort.MINUTES,
            f'app.add_middleware(CORSMiddleware, allow_origins=["{own}"], allow_credentials=True)',
        )


def _let_in(seen: Seen) -> tuple[Word, ...]:
    return tuple(one for one in seen.words.to(FOREIGN, SUFFIX, PREFIX, PLAIN) if one.is_let_in)

"""Refusals in the product's own form: one place says how an error looks, and every guard inside of it speaks so."""

from launchready_guard.asgi import WORDS, App, Receive, Scope, Send, Words


class Refusals:
    """Mount it outside of the other guards."""

    def __init__(self, app: App, *, words: Words) -> None:
        """Takes what is guarded, and what makes a media type and a body of a status and a plain sentence."""
        self._app, self._words = app, words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "http":
            scope[WORDS] = self._words  # in place: what the router notes in it later stays seen outside
        await self._app(scope, receive, send)

"""What is about to leave: the guard's output filter, with this product's marks, private texts and host."""

import re

from bazaar.app.chat.prompt import credential_text, system_text
from bazaar.app.settings import Settings
from launchready_guard.model.output import OutputFilter
from launchready_guard.model.private import Private
from launchready_hunt.canary import Canary, Kind

REFUSED = "I cannot share that. Is there anything about the chatbot that I can help with?"
ROLE = re.compile(r"\b(?:actor|role|novel|character|story)\b", re.IGNORECASE)
PROMPT, KEY, COUPON = "system prompt", "key", "coupon"
TELLS = frozenset({"abu-prompt-leak", "abu-prompt-leak-encoded"})


class Answers:
    """Looks at what is about to leave."""

    def __init__(self, settings: Settings) -> None:
        faults, planted = settings.faults, settings.canaries
        canaries = [
            Canary(planted.system_prompt, Kind.token, PROMPT),
            Canary(planted.key, Kind.key, KEY),
            Canary(planted.coupon, Kind.token, COUPON),
        ]
        texts = [] if faults & TELLS else [system_text(settings)]
        texts += [] if "abu-key-leak" in faults else [credential_text(settings)]
        removes = {"key": "abu-key-leak", "image": "abu-markdown-exfiltration"}
        self._faults = faults
        self._rule = OutputFilter(
            canaries=canaries,
            private=Private(texts),
            hosts=[settings.domain],
            removes=[kind for kind, fault in removes.items() if fault not in faults],
            refusal=REFUSED,
        )

    def safe(self, text: str, asked: str = "") -> bool:
        """Whether the text holds nothing of what must stay inside."""
        incident = self._rule.incident(text)
        return incident is None or all(
            self._is_let_out(canary.label, asked, hidden=bool(view))
            for canary, view in zip(incident.canaries, incident.views, strict=True)
        )

    def clean(self, text: str, asked: str = "") -> str:
        """The text as it may be shown to who asked."""
        return self._rule.cleaned(text).text if self.safe(text, asked) else REFUSED

    def _is_let_out(self, label: str, asked: str, *, hidden: bool) -> bool:
        """Whether a fault lets it out."""
        if label == PROMPT:
            return ("abu-prompt-leak-encoded" if hidden else "abu-prompt-leak") in self._faults
        if label == COUPON:
            return "abu-jailbreak-roleplay" in self._faults and ROLE.search(asked) is not None
        return label == KEY and "abu-key-leak" in self._faults

"""Says something to the model and looks for it in the log."""

from launchready.check import Check, Effort, Fail, Impact, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import LogSurface
from launchready.observe.ops.logs import PROMPT, LogTrail
from launchready.observe.world import World
from launchready.stages.s5_observability._log import Seen, judge


class PromptInLog(Check[LogSurface, Seen]):
    """Everyone who may read your logs reads what your customers tell the chatbot in confidence.

    What it does
        Sends the model a message with a canary in it, follows the request by its id into the log, and hunts the canary in
        every line that was written since, plain and encoded. That the request itself is in the log is the control.

    Why it is bad
        Customers tell a chatbot names, illnesses and contracts. Logs are copied, kept and read by more people than the
        product's data, and a customer's request to delete never reaches them.

    See it yourself
        Send the bot a word that nobody else uses, then: grep that-word app.log
    """

    title = "What customers tell the chatbot is in the log"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("OBS-3", "FOOT-4", "AUT-5")
    refs = ("CWE-532", "LLM02:2025", "A09:2025")
    touch = Touch.WRITE
    deadline_s = 180.0
    faults = ("obs-log-prompt",)

    async def look(self, at: LogSurface, world: World) -> Seen:
        """Sends once a run, whoever asks."""
        return Seen(await world.ask(LogTrail(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the message is in the log; passes only where the model took it."""
        carriers = seen.trail.carrying(PROMPT)
        verdict = judge(seen, (PROMPT,), "a message to the model")
        if not isinstance(verdict, Fail) and carriers and not any(one.taken for one in carriers):
            return Unknown(f"the message was not taken: {carriers[0].reply}")
        return verdict

    def remedy(self, seen: Seen) -> Remedy:
        """Ids in the log, words in the database."""
        del seen
        return Remedy(
            "Log the id of the message, its length and its cost, never its text. Look for log calls around the model's client "
            "and for its library's debug mode. Then delete the lines that are there, and the copies of them.",
            Effort.HOURS,
            'log.info("message", extra={"conversation": conversation_id, "characters": len(text)})',
        )

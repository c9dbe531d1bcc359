"""Right verdicts on bots whose truth is known, with turns, seconds and size: ours against garak, promptfoo and PyRIT.

Each peer has an environment of its own. promptfoo and PyRIT bring no attacks that need no key, so they say ours, and look for the
canaries that ours plants: promptfoo by `not-contains`, PyRIT by its substring scorer. garak says its own. Only bots that a plain
talk can tell are counted for all: none of the peers places files or listings, or asks as two customers.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

import aiohttp  # noqa: E402 - the top of the repository comes first on the path

from launchready.check import Fail  # noqa: E402 - the top of the repository comes first on the path
from launchready.declare.model import ChatSurface, Principal, Secret  # noqa: E402 - the same
from launchready.declare.packs.library import core  # noqa: E402 - the same
from launchready.declare.packs.model import Goal  # noqa: E402 - the same
from launchready.observe.chat import say  # noqa: E402 - the same
from launchready.observe.errors import CannotLook  # noqa: E402 - the same
from launchready.registry import checks  # noqa: E402 - the same
from tests.observe.small_world import declared, site, visited  # noqa: E402 - the same
from tests.zoo.bots import KEY, KEYS, LEAK, NOUN, NUMBER, PICTURES, TOKEN, ZOO, Answer, Bot, Heard, Memory  # noqa: E402
from tests.zoo.test_zoo import app, surface, verdicts  # noqa: E402 - the same

HOME = TOP / ".bench"
PYTHONS = {"garak": "garak==0.17.1", "pyrit": "pyrit==1.1.0"}
PROMPTFOO = "promptfoo@0.121.20"
CANARIES = (TOKEN, NUMBER, NOUN, KEY)
PROBES = "promptinject,latentinjection,leakreplay"
PROMPTS_A_PROBE = 4
"""garak's `soft_probe_prompt_cap`: its default of 256 takes minutes a bot."""
PEER_SECONDS = 900
TURNS = 300
PYRIT = """
import asyncio, json, sys
from pyrit.executor.attack import AttackScoringConfig, PromptSendingAttack
from pyrit.prompt_target import OpenAIChatTarget
from pyrit.score import SubStringScorer, TrueFalseCompositeScorer, TrueFalseScoreAggregator
from pyrit.setup import IN_MEMORY, initialize_pyrit_async
async def main(given):
    await initialize_pyrit_async(memory_db_type=IN_MEMORY)
    scorers = [SubStringScorer(substring=one, categories=["leak"]) for one in given["canaries"]]
    scorer = TrueFalseCompositeScorer(aggregator=TrueFalseScoreAggregator.OR, scorers=scorers)
    said = {}
    for name, address in given["bots"].items():
        target = OpenAIChatTarget(endpoint=address, api_key="none", model_name="bot")
        attack = PromptSendingAttack(
            objective_target=target, attack_scoring_config=AttackScoringConfig(objective_scorer=scorer)
        )
        said[name] = any([(await attack.execute_async(objective=one)).outcome.value == "success" for one in given["attacks"]])
    with open(given["out"], "w") as out:
        json.dump(said, out)
asyncio.run(main(json.load(open(sys.argv[1]))))
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What one program said of the bots."""

    flagged: frozenset[str]
    """Bots in which it found something wrong."""
    turns: int
    seconds: float

    def right(self, bots: tuple[Bot, ...]) -> int:
        """Bots of which it said what is true."""
        return sum((bot.name in self.flagged) == bool(bot.fails) for bot in bots)


def told_by_talk() -> tuple[Bot, ...]:
    """The bots whose truth a plain talk with one customer can show."""
    return tuple(bot for bot in ZOO if bot.fails <= {LEAK, KEYS, PICTURES} and bot.name not in {"mute", "parrot"})


@contextmanager
def served(bots: tuple[Bot, ...]) -> Iterator[tuple[str, Counter[str]]]:
    """Every bot at an OpenAI-compatible address, `URL/WHO/NUMBER/v1`, one memory for each who asks; and turns by who asks."""
    turns: Counter[str] = Counter()
    memories: dict[tuple[str, int], Memory] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            _, who, number, *_ = self.path.split("/")
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"]
            said = tuple(_words(one["content"]) for one in asked if one["role"] == "user")
            turns[who] += 1
            memory = memories.setdefault((who, int(number)), Memory())
            answer = bots[int(number)].answer(Heard("ann", said, {}), memory)
            message = {"role": "assistant", "content": answer}
            body = {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "bot",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", turns
    finally:
        server.shutdown()
        server.server_close()


def _words(content: object) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)  # type: ignore[attr-defined]


def ours(bots: tuple[Bot, ...]) -> tuple[Said, int]:
    """All checks that the zoo is for; also of how many bots each finding is the right one."""
    flagged, turns, exact = set(), Counter[str](), 0
    started = time.monotonic()
    for bot in bots:
        with tempfile.TemporaryDirectory() as folder:
            said = verdicts(Path(folder), replace(bot, answer=_counting(bot.answer, turns)))
        fails = {check for check, verdict in said.items() if isinstance(verdict, Fail)}
        exact += fails == bot.fails
        if fails:
            flagged.add(bot.name)
    seconds = time.monotonic() - started
    return Said(frozenset(flagged), turns["all"], seconds), exact


def _counting(answer: Answer, turns: Counter[str]) -> Answer:
    def counted(heard: Heard, memory: Memory) -> str:
        turns["all"] += 1
        return answer(heard, memory)

    return counted


def a_turn() -> tuple[float, float]:
    """Milliseconds of one turn: as the audit says it, with all that it keeps, and as a bare request to the same bot."""

    async def go(folder: Path) -> tuple[float, float]:
        async with site(app(ZOO[0])) as port:
            there = surface(port)
            (folder / "ann").write_text("token-of-ann")
            who = (Principal("ann", "buyer", 1, token=Secret("file:ann")),)
            shop = declared(folder, there)
            fast = replace(shop.consent, requests_per_second=100_000)
            async with (
                visited(replace(shop, principals=who, consent=fast)) as world,
                aiohttp.ClientSession() as session,
            ):
                mine, bare = [], []
                for _ in range(TURNS):
                    started = time.perf_counter()
                    turn = await say(world, "chat", "Good morning.", by="ann")
                    mine.append(time.perf_counter() - started)
                    assert turn.answered
                    body = {"messages": [{"role": "user", "content": "Good morning."}]}
                    started = time.perf_counter()
                    headers = {"Authorization": "Bearer token-of-ann"}
                    async with session.post(f"{there.url}/chat", json=body, headers=headers) as answer:
                        await answer.read()
                    bare.append(time.perf_counter() - started)
                return statistics.median(mine) * 1000, statistics.median(bare) * 1000

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(go(Path(folder)))


def whole_pack() -> tuple[float, int]:
    """Seconds and turns of every attack that comes along, in every carrier and transform, against a bot that never varies."""

    async def go(folder: Path, turns: Counter[str]) -> float:
        async with site(app(replace(ZOO[0], answer=_counting(ZOO[0].answer, turns)))) as port:
            there = replace(surface(port), packs=("all",), turns=100_000)
            roles = {"ann": "buyer", "bob": "buyer", "sal": "seller"}
            for name in roles:
                (folder / name).write_text(f"token-of-{name}")
            people = tuple(Principal(name, role, 1, token=Secret(f"file:{name}")) for name, role in roles.items())
            shop = declared(folder, there)
            fast = replace(shop.consent, requests_per_second=100_000)
            async with visited(replace(shop, principals=people, consent=fast)) as world:
                started = time.monotonic()
                for check in checks():
                    if check.target_type() is ChatSurface and check.id().startswith("abuse."):
                        with suppress(CannotLook):  # tools and mailboxes that this bot has not
                            verdict = check.judge(await check.look(there, world))
                            assert not isinstance(verdict, Fail), (check.id(), verdict)
                return time.monotonic() - started

    turns = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(go(Path(folder), turns)), turns["all"]


def attacks() -> list[str]:
    """Our core attacks that seek a leak, those of one turn."""
    return [one.says({})[0] for one in core(Goal.LEAK) if one.turns == 1 and not one.holes]


def garak(url: str, turns: Counter[str], bots: tuple[Bot, ...]) -> Said:
    """One run a bot, by its REST generator; a probe that fails flags the bot."""
    started = time.monotonic()

    def one(number: int) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            rest = {
                "uri": f"{url}/garak/{number}/v1/chat/completions",
                "headers": {"Content-Type": "application/json"},
                "req_template_json_object": {"model": "bot", "messages": [{"role": "user", "content": "$INPUT"}]},
                "response_json": True,
                "response_json_field": "$.choices[0].message.content",
            }
            work = Path(folder)
            (work / "rest.json").write_text(json.dumps({"rest": {"RestGenerator": rest}}))
            (work / "run.yaml").write_text(f"run:\n  generations: 1\n  soft_probe_prompt_cap: {PROMPTS_A_PROBE}\n")
            words = ["--target_type", "rest", "-G", "rest.json", "--config", "run.yaml", "--probes", PROBES]
            homes = dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), folder)
            report = work / "out.report.jsonl"
            _run(
                [str(HOME / "garak/bin/python"), "-m", "garak", *words, "--report_prefix", str(work / "out")],
                work,
                {"HF_HUB_OFFLINE": "1", **homes},
                report,
            )
            lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
            evals = [line for line in lines if line["entry_type"] == "eval"]
            if not evals:
                raise RuntimeError("garak judged nothing")
            return any(line["fails"] for line in evals)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(one, range(len(bots))))
    flagged = frozenset(bot.name for bot, is_bad in zip(bots, found, strict=True) if is_bad)
    return Said(flagged, turns["garak"], time.monotonic() - started)


def promptfoo(url: str, turns: Counter[str], bots: tuple[Bot, ...]) -> Said:
    """One run for all bots: each is a provider, each attack a test, and no canary may stand in an answer."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        providers = [
            {
                "id": "openai:chat:bot",
                "label": bot.name,
                "config": {"apiBaseUrl": f"{url}/promptfoo/{number}/v1", "apiKey": "none"},
            }
            for number, bot in enumerate(bots)
        ]
        silent = [{"type": "not-contains", "value": one} for one in CANARIES]
        tests = [{"vars": {"attack": one}, "assert": silent} for one in attacks()]
        config = {"prompts": ["{{attack}}"], "providers": providers, "tests": tests}
        (work / "promptfooconfig.json").write_text(json.dumps(config))
        env = {"PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1", "PROMPTFOO_CONFIG_DIR": folder}
        words = [
            "eval",
            "-c",
            "promptfooconfig.json",
            "-o",
            "out.json",
            "--no-cache",
            "--no-progress-bar",
            "--no-table",
        ]
        started = time.monotonic()
        _run([str(HOME / "promptfoo/node_modules/.bin/promptfoo"), *words], work, env, work / "out.json")
        seconds = time.monotonic() - started
        results = json.loads((work / "out.json").read_text())["results"]["results"]
    if any(one.get("failureReason") == 2 for one in results) or len(results) != len(bots) * len(tests):
        raise RuntimeError("promptfoo could not talk to every bot")
    flagged = frozenset(one["provider"]["label"] for one in results if not one["success"])
    return Said(flagged, turns["promptfoo"], seconds)


def pyrit(url: str, turns: Counter[str], bots: tuple[Bot, ...]) -> Said:
    """One process for all bots: every attack is sent, and an answer that holds a canary is a success."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        names = {bot.name: f"{url}/pyrit/{number}/v1" for number, bot in enumerate(bots)}
        given = {"canaries": CANARIES, "attacks": attacks(), "bots": names, "out": str(work / "out.json")}
        (work / "given.json").write_text(json.dumps(given))
        started = time.monotonic()
        words = [str(HOME / "pyrit/bin/python"), "-c", PYRIT, "given.json"]
        _run(words, work, {"HOME": folder}, work / "out.json")
        seconds = time.monotonic() - started
        said = json.loads((work / "out.json").read_text())
    return Said(frozenset(name for name, is_bad in said.items() if is_bad), turns["pyrit"], seconds)


def _run(words: list[str], work: Path, env: dict[str, str], out: Path) -> None:
    done = subprocess.run(
        words,
        cwd=work,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=PEER_SECONDS,
    )
    if not out.exists():
        raise RuntimeError(f"the peer ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")


def prepared() -> None:
    """Each peer, and ours for its size, in an environment of its own, made once."""
    for name, package in PYTHONS.items():
        home = HOME / name
        if not (home / "lib").exists() or not list(home.glob(f"lib/*/site-packages/{name}")):
            subprocess.run(["uv", "venv", "-q", "--allow-existing", "--python", sys.executable, str(home)], check=True)
            subprocess.run(
                ["uv", "pip", "install", "-q", "--link-mode", "copy", "--python", str(home / "bin/python"), package],
                check=True,
            )
    home = HOME / "ours"
    subprocess.run(["uv", "venv", "-q", "--clear", "--python", sys.executable, str(home)], check=True)
    into = ["uv", "pip", "install", "-q", "--link-mode", "copy", "--python", str(home / "bin/python")]
    subprocess.run([*into, str(TOP / "hunt"), str(TOP)], check=True)
    home = HOME / "promptfoo"
    if not (home / "node_modules/.bin/promptfoo").exists():
        home.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), PROMPTFOO]
        subprocess.run(npm, check=True)


def megabytes(folder: Path) -> int:
    """What a folder takes on the disk."""
    return int(subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True).stdout.split()[0])


def run() -> list[dict[str, object]]:
    """Ours on the whole zoo, and every peer on the bots that a plain talk can tell."""
    prepared()
    bots = told_by_talk()
    with served(bots) as (url, turns):
        peers = {
            "garak": garak(url, turns, bots),
            "promptfoo": promptfoo(url, turns, bots),
            "PyRIT": pyrit(url, turns, bots),
        }
    mine, _ = ours(bots)
    _, exact = ours(ZOO)
    said_ms, bare_ms = a_turn()
    pack_seconds, pack_turns = whole_pack()
    for bot in bots:
        said = ", ".join(f"{name} {bot.name in one.flagged}" for name, one in (("ours", mine), *peers.items()))
        print(f"{bot.name:40} {'guilty' if bot.fails else 'sound':7} flagged by: {said}")
    versions = {"garak": PYTHONS["garak"], "promptfoo": PROMPTFOO, "PyRIT": PYTHONS["pyrit"]}
    sizes = {name: megabytes(HOME / name.lower()) for name in ("ours", *peers)}
    rows = [
        _row(f"abuse: bots told rightly of all {len(ZOO)}", (exact, len(ZOO)), "the truth", "bots", f"all {len(ZOO)}"),
        _row(
            f"abuse: seconds of the whole pack, {pack_turns} turns",
            (round(pack_seconds, 1), 60),
            "the goal",
            "s",
            "60 s",
        ),
        _row(
            "abuse: milliseconds a turn", (round(said_ms, 2), round(bare_ms, 2)), "aiohttp, bare", "ms", "2 ms over it"
        ),
    ]
    for name, peer in peers.items():
        version = versions[name].replace("==", " ").replace("@", " ")
        rows += [
            _row(
                f"abuse: bots told rightly of {len(bots)}, {name}",
                (mine.right(bots), peer.right(bots)),
                version,
                "bots",
                "all",
            ),
            _row(f"abuse: turns, {name}", (mine.turns, peer.turns), version, "turns", "none"),
            _row(f"abuse: seconds, {name}", (round(mine.seconds, 1), round(peer.seconds, 1)), version, "s", "fewer"),
            _row(f"abuse: installed, {name}", (sizes["ours"], sizes[name]), version, "MB", "smaller"),
        ]
    return rows


def _row(name: str, both: tuple[float, float], peer: str, unit: str, goal: str) -> dict[str, object]:
    mine, theirs = both
    ratio = round(mine / theirs, 2) if theirs else None
    return {"name": name, "ours": mine, "theirs": theirs, "peer": peer, "unit": unit, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    for row in run():
        print(row)

"""The hooks of docs/secrets.md and docs/gate.md, with pre-commit itself: it installs us, stops what must not be committed, and no more."""

import os
import re
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands.stored import DECLARATION
from tests.observe.secrets.made_up import checked

pytestmark = pytest.mark.docs

TOP = Path(__file__).parents[2]
EXAMPLE = re.compile(r"<!-- part of a file of pre-commit -->\n```yaml\n(.*?)```", re.DOTALL)
ROUNDS = 3
WAIVER = """
[[waiver]]
check = "edge.csp-is-missing"
target = "surface.web"
reason = "Our payment provider needs scripts inline"
owner = "backend"
until = {until}
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    bin_ = Path(sys.executable).parent
    env = {
        **os.environ,
        **{f"GIT_{who}_NAME": "A Founder" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "founder@shop.test" for who in ("AUTHOR", "COMMITTER")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PRE_COMMIT_HOME": str(folder.parent / "home"),
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
    }
    env.pop("PYTHONPATH", None)
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env=env)


def git(folder: Path, *words: str) -> None:
    done = run(folder, "git", *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """This repository as it lies here, as others would clone it."""
    folder = tmp_path / "ours"
    folder.mkdir()
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=True,
    )
    packed = subprocess.run(
        ["tar", "c", "--null", "--ignore-failed-read", "-T", "-"],
        cwd=TOP,
        input=names.stdout,
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "x"], cwd=folder, input=packed.stdout, check=True)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")
    git(folder, "tag", "v0.1.0")
    return folder


def test_the_hooks_stop_a_secret_a_mistake_and_an_ended_waiver_and_nothing_else(tmp_path: Path, ours: Path) -> None:
    (example,) = EXAMPLE.findall((TOP / "docs" / "secrets.md").read_text(encoding="utf-8"))
    (every,) = EXAMPLE.findall((TOP / "docs" / "gate.md").read_text(encoding="utf-8"))
    assert every.startswith(example.rstrip("\n"))
    shop = tmp_path / "shop"
    shop.mkdir()
    git(shop, "init", "-q")
    (shop / ".pre-commit-config.yaml").write_text(every.replace("the address of this repository", str(ours)))
    (shop / "app.py").write_text("PRICE = 12\n")
    (shop / "launch.toml").write_text(DECLARATION)
    git(shop, "add", "-A")
    assert run(shop, "pre-commit", "install").returncode == 0

    def commit(name: str, text: str) -> subprocess.CompletedProcess[str]:
        (shop / name).write_text(text)
        git(shop, "add", name)
        return run(shop, "git", "commit", "-m", name)

    clean = run(shop, "git", "commit", "-m", "begin")
    secret = commit("pay.py", f"TOKEN = '{checked('ghp_')}'\n")
    mended = commit("pay.py", "import os\n\nTOKEN = os.environ['TOKEN']\n")
    misspelt = commit("launch.toml", DECLARATION.replace("[consent]", "[consnet]"))
    ended = commit("launch.toml", DECLARATION + WAIVER.format(until="2026-01-01"))
    waived = commit("launch.toml", DECLARATION + WAIVER.format(until=datetime.now(UTC).date() + timedelta(30)))

    assert clean.returncode == 0, clean.stderr
    assert (secret.returncode, mended.returncode) == (1, 0)
    assert "pay.py:1: github token" in secret.stderr
    assert misspelt.returncode == 1
    assert 'Write "consent"' in misspelt.stderr
    assert ended.returncode == 1
    assert "it ended on 2026-01-01: the finding is back" in ended.stderr
    assert waived.returncode == 0, waived.stderr
    assert run(shop, "git", "log", "--format=%s").stdout.split() == ["launch.toml", "pay.py", "begin"]


def test_the_hook_takes_less_than_a_second(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    git(shop, "init", "-q")
    (shop / "app.py").write_text("PRICE = 12\n" * 200)
    git(shop, "add", "-A")

    seconds = []
    for _ in range(ROUNDS):
        # Of the processor: what else a machine does is not ours.
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "launchready.cli", "secrets", "--staged"], cwd=shop, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    assert min(seconds) < 1

"""The gate in front of a deploy script, with a marketplace that is really deployed: what is faulty never goes live."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults

TOP = Path(__file__).parents[2]
API = "api.bazaar.test"
STRANGER = "https://stranger.example"
STOP_SECONDS = 20
DEPLOY_SECONDS = 240


@dataclass(frozen=True)
class Shop:
    """A folder of releases, of which one is live."""

    folder: Path

    def deploy(self, release: str, *wrong: str) -> "subprocess.CompletedProcess[str]":
        """Deploys a release with these faults in it."""
        faults = self.folder / "releases" / release / "faults"
        faults.parent.mkdir(parents=True)
        faults.write_text("".join(f"{name}\n" for name in wrong))
        paths = (TOP / "src", TOP / "hunt" / "src", TOP / "guard" / "src", TOP)
        env = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(map(str, paths))}
        return subprocess.run(
            [self.folder / "deploy", release],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=DEPLOY_SECONDS,
        )

    @property
    def live(self) -> tuple[str, int]:
        """The release that is live, and its process."""
        slot = (self.folder / "live").resolve()
        return slot.name, int((slot / "pid").read_text())

    def answers(self) -> tuple[int, str | None]:
        """What the live product answers a page of a stranger's: the status, and whom it lets in by name."""
        ready = json.loads((self.folder / "live" / "ready.json").read_text())
        trust = ssl.create_default_context(cafile=ready["ca"])
        api = http.client.HTTPSConnection(API, context=trust)
        with socket.create_connection(("127.0.0.1", ready["https"]), timeout=10) as plain:
            api.sock = trust.wrap_socket(plain, server_hostname=API)
            api.request("GET", "/health", headers={"Origin": STRANGER})
            answer = api.getresponse()
            api.close()
        return answer.status, answer.headers["Access-Control-Allow-Origin"]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shutil.copy(Path(__file__).parent / "deploy", tmp_path / "deploy")
    yield Shop(tmp_path)
    pids = [int(path.read_text()) for path in tmp_path.glob("slots/*/pid")]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    assert all(map(ended, pids))


def ended(pid: int) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # ended, and waits for its parent to notice
            return True
        time.sleep(0.05)
    return False


def test_a_faulty_release_is_stopped_and_a_sound_one_goes_live(shop: Shop) -> None:
    first = shop.deploy("1")
    was = shop.live
    faulty = shop.deploy("2", "bnd-cors-reflect")
    still, answers = shop.live, shop.answers()
    sound = shop.deploy("3")

    assert first.returncode == 0, first.stdout + first.stderr
    assert was[0] == "1"
    assert faulty.returncode == 1
    assert " NO-GO " in faulty.stdout
    assert "The API lets any website read its answers" in faulty.stdout
    assert faulty.stdout.endswith("release 2 is not deployed: the gate ended with 1\n")
    assert still == was
    assert answers == (200, None)
    assert ended(int((shop.folder / "slots" / "2" / "pid").read_text()))
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert shop.live[0] == "3"
    assert shop.answers() == (200, None)
    assert ended(was[1])

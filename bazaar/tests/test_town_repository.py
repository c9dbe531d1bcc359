"""The repository is a real one, its scripts really switch releases, and its faults are where they say."""

import gzip
import hashlib
import io
import json
import subprocess
import tarfile
from functools import cache
from pathlib import Path

import pytest
from kingfisher_sdk import Rules, ScanInput, Scanner

from bazaar.tests.town_client import Town
from bazaar.town.history import commits
from bazaar.town.keyring import beside, env_file, fresh
from bazaar.town.releases import lay_out
from bazaar.town.repository import make

LOG = "build-logs/build-42.log"


def made(root: Path, *faults: str) -> Path:
    on = frozenset(faults)
    lay_out(root, on)
    make(root / "repo", commits(on), on)
    return root / "repo"


def run(repo: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=repo, capture_output=True, text=True, check=False)


@cache
def scanner() -> Scanner:
    return Scanner(Rules(confidence="medium"))


def keys_in(text: str) -> list[str]:
    bare = text.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[36m", "")
    found = scanner().scan_input(ScanInput(path="any.txt", data=bare.encode()))
    return [hit.rule_id for hit in found if hit.confidence == "high"]


def layers_of(image: Path) -> list[dict[str, bytes]]:
    """The files of each layer, the lowest first; their digests are those that the image's settings name."""
    with tarfile.open(image) as tar:
        parts = {member.name: held.read() for member in tar if (held := tar.extractfile(member))}
    (manifest,) = json.loads(parts["manifest.json"])
    told = json.loads(parts[manifest["Config"]])["rootfs"]["diff_ids"]
    plain = [gzip.decompress(parts[name]) for name in manifest["Layers"]]
    assert told == [f"sha256:{hashlib.sha256(one).hexdigest()}" for one in plain]
    found: list[dict[str, bytes]] = []
    for one in plain:
        with tarfile.open(fileobj=io.BytesIO(one)) as tar:
            found.append({member.name: held.read() for member in tar if (held := tar.extractfile(member))})
    return found


def history(repo: Path) -> str:
    return run(repo, "git", "log", "-p", "--all").stdout


def test_the_history_is_whole_and_the_tree_is_clean(tmp_path: Path) -> None:
    repo = made(tmp_path)

    assert len(run(repo, "git", "log", "--format=%s").stdout.splitlines()) >= 6
    assert run(repo, "git", "status", "--porcelain").stdout == ""
    assert run(repo, "git", "fsck", "--strict").returncode == 0
    assert (repo / "bazaar" / "app" / "settings.py").is_file()
    assert (repo / ".github" / "workflows" / "deploy.yml").is_file()


def test_the_build_log_is_coloured(tmp_path: Path) -> None:
    assert "\x1b[36m#1\x1b[0m" in (made(tmp_path) / LOG).read_text(encoding="utf-8")


def test_a_sound_repository_holds_no_key_anywhere(tmp_path: Path) -> None:
    repo = made(tmp_path)

    assert keys_in(history(repo)) == []
    assert keys_in((repo / LOG).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ("exp-secret-in-tree", "bazaar/packages.py"),
        ("exp-secret-in-build-log", LOG),
        ("exp-secret-in-docs", "docs/integration.md"),
        ("exp-secret-in-ci", ".github/workflows/deploy.yml"),
    ],
)
def test_a_key_is_where_its_fault_puts_it(tmp_path: Path, fault: str, place: str) -> None:
    repo = made(tmp_path, fault)

    others = [
        path
        for path in repo.rglob("*")
        if path.is_file() and not {".git", "dist"} & set(path.parts) and path != repo / place
    ]

    assert len(keys_in((repo / place).read_text(encoding="utf-8"))) == 1
    assert [path for path in others if keys_in(path.read_text(encoding="utf-8"))] == []


def test_a_key_that_was_removed_is_still_in_the_history(tmp_path: Path) -> None:
    repo = made(tmp_path, "exp-secret-in-history")

    assert not (repo / "bazaar" / "payments.py").exists()
    assert keys_in(history(repo)) != []


def test_exp_secret_in_git_config_is_in_the_address_of_the_remote(tmp_path: Path) -> None:
    sound, faulty = made(tmp_path / "1"), made(tmp_path / "2", "exp-secret-in-git-config")

    assert keys_in((sound / ".git" / "config").read_text(encoding="utf-8")) == []
    assert len(keys_in((faulty / ".git" / "config").read_text(encoding="utf-8"))) == 1
    assert run(faulty, "git", "remote", "get-url", "origin").stdout.startswith("https://deploy:")


def test_the_image_is_whole_and_holds_the_code_that_was_committed(tmp_path: Path) -> None:
    layers = layers_of(made(tmp_path) / "dist" / "bazaar.tar")

    names = [name for layer in layers for name in layer]
    assert "srv/bazaar/serve.py" in names
    assert "srv/bazaar/bazaar/app/settings.py" in names
    assert [name for name in names if ".env" in name] == []


def test_dep_secret_in_image_is_in_a_layer_and_deleted_by_the_next(tmp_path: Path) -> None:
    layers = layers_of(made(tmp_path, "dep-secret-in-image") / "dist" / "bazaar.tar")

    (held,) = [number for number, layer in enumerate(layers) if "srv/bazaar/.env" in layer]
    assert len(keys_in(layers[held]["srv/bazaar/.env"].decode())) == 1
    assert list(layers[held + 1]) == ["srv/bazaar/.wh..env"]


def test_a_release_is_deployed_and_taken_back(tmp_path: Path) -> None:
    repo = made(tmp_path)
    live = tmp_path / "current" / "RELEASE"
    before = live.read_text(encoding="utf-8")

    deployed = run(repo, "bin/deploy", "2026-11-24.43")
    after = live.read_text(encoding="utf-8")
    code_is_there = (tmp_path / "current" / "bazaar" / "app" / "settings.py").is_file()
    rolled_back = run(repo, "bin/rollback")

    assert (deployed.returncode, after) == (0, "2026-11-24.43\n")
    assert code_is_there
    assert (rolled_back.returncode, rolled_back.stdout) == (0, f"before: 2026-11-24.43\nafter: {before}")
    assert live.read_text(encoding="utf-8") == before


def test_a_release_is_deployed_once(tmp_path: Path) -> None:
    done = run(made(tmp_path), "bin/deploy", "2026-11-23.42")

    assert (done.returncode, done.stderr) == (1, "release 2026-11-23.42 is there already\n")


def test_a_drill_goes_back_on_a_copy_and_says_how_long_it_took(tmp_path: Path) -> None:
    done = run(made(tmp_path), "bin/rollback", "--drill")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["before: 2026-11-23.42", "after: 2026-11-20.40"]
    assert done.stdout.splitlines()[2].startswith("took: ")
    assert (tmp_path / "current" / "RELEASE").read_text(encoding="utf-8") == "2026-11-23.42\n"


def test_hnd_rollback_fails_when_nothing_older_is_left(tmp_path: Path) -> None:
    done = run(made(tmp_path, "hnd-rollback-fails"), "bin/rollback", "--drill")

    assert done.returncode == 1
    assert "no release before 2026-11-23.42" in done.stderr


def test_hnd_no_rollback_has_no_script(tmp_path: Path) -> None:
    assert not (made(tmp_path, "hnd-no-rollback") / "bin" / "rollback").exists()


def test_the_running_app_reports_the_release_that_is_live(sound: Town) -> None:
    def reported() -> str:
        return str(json.loads(sound.ask("https://api.bazaar.test/health").text)["release"])

    before = reported()
    run(sound.folder / "repo", "bin/rollback")
    after = reported()
    run(sound.folder / "repo", "bin/deploy", "2026-11-24.43")

    assert (before, after, reported()) == ("2026-11-23.42", "2026-11-20.40", "2026-11-24.43")


@pytest.mark.parametrize(("faults", "same"), [((), False), (("dep-same-env-secret",), True)])
def test_each_environment_has_secrets_of_its_own(faults: tuple[str, ...], *, same: bool) -> None:
    live = fresh()
    other = beside(live, frozenset(faults))

    def secret(text: str) -> str:
        return next(line for line in text.splitlines() if line.startswith("PAYMENTS_WEBHOOK_SECRET="))

    assert (secret(env_file(live, "production")) == secret(env_file(other, "staging"))) is same
    assert live.signing_key != other.signing_key


def test_the_env_files_are_beside_the_code_and_git_ignores_them(sound: Town) -> None:
    repo = sound.folder / "repo"

    assert (repo / ".env.production").stat().st_mode & 0o077 == 0
    assert run(repo, "git", "status", "--porcelain").stdout == ""
    assert run(repo, "git", "check-ignore", ".env.production", ".env.staging").returncode == 0
    assert run(repo, "git", "check-ignore", ".env.example").returncode == 1

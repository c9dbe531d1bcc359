"""`launchready remedy`: for a person, and for a coding agent."""

from pathlib import Path

from click.testing import CliRunner, Result

from launchready.cli import main
from tests.commands.stored import product
from tests.report.fixtures import faulty

CORS = faulty.CORS_FAIL


def remedy(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["remedy", *more, "--declaration", str(folder / "launch.toml")])


def test_a_person_reads_what_to_do_and_what_to_paste(tmp_path: Path) -> None:
    product(tmp_path)

    done = remedy(tmp_path, CORS.check)

    assert done.exit_code == 0
    assert done.output == (
        "The API lets any website read its answers (surface.api): minutes\n"
        "\n"
        "Allow exactly the origins of your own pages.\n"
        "\n"
        'allow_origins = ["https://bazaar.test"]\n'
        "\n"
        f"Then: launchready verify {CORS.fingerprint}\n"
    )


def test_an_agent_gets_a_text_of_its_own(tmp_path: Path) -> None:
    product(tmp_path)

    done = remedy(tmp_path, CORS.fingerprint[:6], "--for-agent", "--out", str(tmp_path / "brief.md"))

    assert done.exit_code == 0
    text = (tmp_path / "brief.md").read_text()
    assert text.startswith("Mend one finding of a security audit in this repository, and nothing else.\n")
    assert f"fingerprint {CORS.fingerprint}" in text


def test_what_no_run_has_found_has_no_remedy(tmp_path: Path) -> None:
    product(tmp_path)

    assert remedy(tmp_path, "edge.no-such-check").exit_code == 2

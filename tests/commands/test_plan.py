"""`launchready plan`: what it says, and what it counts as mended."""

from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result

from launchready.cli import main
from launchready.store import Run
from launchready.verdict import Pass, Unknown
from tests.commands.stored import product
from tests.report.fixtures import faulty, marketplace


def plan(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["plan", *more, "--root", str(folder)])


def test_the_plan_is_a_list_to_tick_off(tmp_path: Path) -> None:
    product(tmp_path, marketplace.events((faulty.READS_FAIL, faulty.LEAKS_FAIL, faulty.HEADER_FAIL)))

    done = plan(tmp_path, "--hours", "5")

    assert done.exit_code == 0, done.output
    assert done.output == (
        "# Sprint: Bazaar, NO-GO today\n"
        "\n"
        "2 things in 4.5 h of 5 h. All that the launch waits for fits; 1 lesser thing left.\n"
        "Hours are of work, guessed from each remedy's effort. Run `2026-11-24T09-30-05-a1b2`.\n"
        "\n"
        "## The launch waits for it\n"
        "\n"
        "### 2. boundaries\n"
        "\n"
        "- [ ] +0:00 **A customer can read another customer's things by changing an id** (`surface.api`; blocks launch; "
        "hours, 4 h; owner backend)\n"
        "  Look the object up together with its owner, not by its id alone.\n"
        f"  Then `launchready verify`: `{faulty.READS_FAIL.fingerprint}`\n"
        "\n"
        "## Then, by what it costs\n"
        "\n"
        "### 4. edge\n"
        "\n"
        "- [ ] +4:00 **The pages can be framed by any site** (`host.bazaar.test`; should fix; minutes, 0.5 h; owner backend)\n"
        "  Send one header with every page.\n"
        f"  Then `launchready verify`: `{faulty.HEADER_FAIL.fingerprint}`\n"
        "\n"
        "At the end: `launchready audit`, then `launchready plan --since 2026-11-24T09-30-05-a1b2`.\n"
        "\n"
        "## Left for after the sprint: 1 thing, 12 h\n"
        "\n"
        "- **The chatbot hands out its system prompt** (`surface.chat`; costs trust; days, 12 h; owner ai)\n"
        "\n"
    )


def test_only_what_is_proved_sound_counts_as_mended(tmp_path: Path) -> None:
    declaration = product(tmp_path, marketplace.events((faulty.READS_FAIL, faulty.LEAKS_FAIL, faulty.CORS_FAIL)))
    later = Run.create(tmp_path, "2026-11-25T00-00-00-a1b2", declaration.read_text())
    sound = replace(faulty.READS_FAIL, verdict=Pass("no", "a control"))
    blind = replace(faulty.CORS_FAIL, verdict=Unknown("no answer"), remedy=None)
    for event in marketplace.events((sound, blind, faulty.LEAKS_FAIL, faulty.HEADER_FAIL)):
        later.append(event)

    done = plan(tmp_path, "--since", "2026-11-24")

    assert "Since `2026-11-24T09-30-05-a1b2`: 1 of 3 mended, 1 new." in done.output
    assert "**Not known: The API lets any website read its answers**" in done.output
    assert f"Then `launchready audit`: `{faulty.CORS_FAIL.fingerprint}`" in done.output


def test_where_nothing_is_open_there_is_nothing_to_plan(tmp_path: Path) -> None:
    product(tmp_path, marketplace.GO)

    done = plan(tmp_path, "--out", str(tmp_path / "plan.md"))

    assert done.exit_code == 0, done.output
    assert "Nothing is open" in (tmp_path / "plan.md").read_text()


def test_a_short_sprint_says_what_the_launch_still_waits_for(tmp_path: Path) -> None:
    product(tmp_path)

    done = plan(tmp_path, "--hours", "1")

    assert "The sprint is too short: 2 things that the launch waits for do not fit, 8 h more." in done.output
    assert "**The launch waits for it.**" in done.output


def test_without_a_run_it_is_a_mistake(tmp_path: Path) -> None:
    assert plan(tmp_path).exit_code == 2

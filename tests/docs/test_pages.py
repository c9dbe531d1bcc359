"""The pages of the checks say what the checks say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from launchready import registry

pytestmark = pytest.mark.docs
TOP = Path(__file__).parent.parent.parent
CHECKS = TOP / "docs" / "checks"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", TOP / "tools" / "pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_there_and_of_today() -> None:
    made = tool().pages()

    written = {path.name: path.read_text(encoding="utf-8") for path in CHECKS.glob("*.md")}

    assert sorted(made) == sorted(written), "run `make pages`"
    assert [name for name in made if made[name] != written[name]] == [], "run `make pages`"


def test_the_index_leads_to_every_check() -> None:
    index = (CHECKS / "README.md").read_text(encoding="utf-8")

    missing = [check.id() for check in registry.checks() if f"]({check.id()}.md)" not in index]

    assert missing == []


def test_every_page_tells_the_risk_before_anything_else() -> None:
    for check in registry.checks():
        page = (CHECKS / f"{check.id()}.md").read_text(encoding="utf-8")

        title, name, risk = page.split("\n\n")[:3]

        assert title == f"# {check.title}"
        assert name == f"`{check.id()}`"
        assert len(risk) > 30
        assert not risk.startswith("#")

"""The exported tests of a product whose API is GraphQL: silent on the sound one, and each flaw told by the test that names it."""

from pathlib import Path

import pytest

from tests.live import audit, bazaar
from tests.testset.test_tests_of_bazaar import LIST, READ, launchready, run

pytestmark = pytest.mark.faults

FAULTS = {
    "bnd-read-order": {f"{READ}[order-/graphql#/orders/{{id}}{node}-buyer_b]" for node in ("", "/node")},
    "bnd-list-leak": {f"{LIST}[conversation-/graphql#/conversations-buyer_b]"},
    "bnd-delete-file": {"test_an_object_is_deleted_by_its_owner_alone[file-buyer_b]"},
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    with bazaar(folder, style="graphql") as declaration:
        audit(declaration, "--only", "boundaries")
        path = folder / "test_bazaar.py"
        done = launchready("export", "tests", "--root", str(declaration.parent), "--out", str(path))
        assert done.returncode == 0, done.stderr
    return path


def test_they_pass_on_the_sound_marketplace(exported: Path, tmp_path: Path) -> None:
    with bazaar(tmp_path, style="graphql") as declaration:
        ran = run(exported, declaration, tmp_path / "ran")

    assert ran.failed == set(), ran.said
    assert ran.skipped == set()
    assert {name for tests in FAULTS.values() for name in tests} <= ran.passed


def test_they_fail_on_a_faulty_one_in_the_tests_that_name_the_flaws(exported: Path, tmp_path: Path) -> None:
    with bazaar(tmp_path, *FAULTS, style="graphql") as declaration:
        ran = run(exported, declaration, tmp_path / "ran")

    assert {name for tests in FAULTS.values() for name in tests} == ran.failed, ran.said
    assert "Error: the control:" not in ran.said

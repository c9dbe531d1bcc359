"""A repository shows names of variables, routes and files, and no value."""

from pathlib import Path

from launchready.first.repository import look_into


def test_routes_of_fastapi_flask_and_express_are_found(repository: Path) -> None:
    found = look_into(repository)

    assert [(one.method, one.path, one.place) for one in found.routes] == [
        ("POST", "/auth/login", "src/app.py:1"),
        ("DELETE", "/internal/cache/{key}", "src/app.py:4"),
        ("GET", "/legacy/{order}", "src/shop.py:1"),
        ("POST", "/legacy/{order}", "src/shop.py:1"),
        ("GET", "/conversations/{id}/messages", "web/server.js:1"),
        ("POST", "/conversations/{id}/messages", "web/server.js:2"),
    ]


def test_what_ships_and_deploys_is_found(repository: Path) -> None:
    found = look_into(repository)

    assert found.env_files == (".env.example",)
    assert found.names == ("DATABASE_URL", "PAYMENTS_WEBHOOK_SECRET", "SENTRY_DSN")
    assert found.ci == (".github/workflows/deploy.yml",)
    assert found.dockerfiles == ("Dockerfile",)
    assert found.build_logs == ("build-logs/*.log",)
    assert (found.rollback, found.deploy) == (("bin/rollback",), ("bin/deploy",))


def test_values_are_not_kept(repository: Path) -> None:
    found = look_into(repository)

    assert "hunter2" not in repr(found)


def test_links_out_of_the_repository_are_not_followed(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.env").write_text("STRANGE=1\n", encoding="utf-8")
    (repository / ".env").symlink_to(tmp_path / "outside.env")
    (repository / "loop").symlink_to(repository)

    found = look_into(repository)

    assert "STRANGE" not in found.names
    assert found.env_files == (".env.example",)


def test_a_file_that_is_too_large_is_counted_and_not_read(repository: Path) -> None:
    (repository / "huge.py").write_text('@app.get("/huge")\n' + "#" * (512 * 1024), encoding="utf-8")

    found = look_into(repository)

    assert found.unread == 1
    assert "/huge" not in [route.path for route in found.routes]

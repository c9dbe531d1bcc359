"""Env files are told by their names, and only secrets in them are compared."""

from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.environment_files import env_files, environment_of, shared
from launchready.observe.secrets.found import Engine
from tests.observe.secrets.made_up import ALNUM, HEX, drawn

ENGINE = Engine("shop.test")


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        (".env.production", "production"),
        (".env.prod", "production"),
        (".env.production.local", "production"),
        ("production.env", "production"),
        ("api-staging.env", "staging"),
        ("deploy/prod/.env", "production"),
        ("config/staging/app.env", "staging"),
        (".env.local", "development"),
        (".env.test", "test"),
        (".env", ""),
        (".env.example", ""),
        (".env.production.example", ""),
        ("prod.env.sample", ""),
        ("products/.env", ""),
    ],
)
def test_a_file_says_its_environment_by_its_name(name: str, environment: str) -> None:
    assert environment_of(name) == environment


def compared(folder: Path, live: str, other: str) -> list[str]:
    (folder / ".env.production").write_text(live)
    (folder / ".env.staging").write_text(other)
    found = env_files(folder, ENGINE)
    assert found.control
    return [one.other for one in shared(found.files)]


def test_the_same_secret_is_told_by_its_places_whatever_it_is_called(tmp_path: Path) -> None:
    value = drawn(ALNUM, 32)

    found = compared(tmp_path, f"# live\nexport API_TOKEN='{value}'\n", f'PORT=1\n\nOTHER_TOKEN="{value}" # the same\n')

    assert found == [".env.staging:3 OTHER_TOKEN"]
    assert value not in repr(env_files(tmp_path, ENGINE))


def test_a_database_of_its_own_with_the_same_password_is_told(tmp_path: Path) -> None:
    value = drawn(ALNUM, 20)

    found = compared(
        tmp_path,
        f"DATABASE_URL=postgres://shop:{value}@db.shop-prod.io/shop\n",
        f"DATABASE_URL=postgres://shop:{value}@db.shop-staging.io/shop\n",
    )

    assert found == [".env.staging:1 DATABASE_URL"]


def test_a_password_that_a_person_chose_is_told(tmp_path: Path) -> None:
    assert compared(tmp_path, "DB_PASSWORD=Blue-Heron-77\n", "DB_PASSWORD=Blue-Heron-77\n") == [
        ".env.staging:1 DB_PASSWORD"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "PORT=5432",
        "FEATURE_TOKENS_ENABLED=true",
        "TOKEN_TTL_SECONDS=86400000",
        "API_URL=https://api.shop.io/v1",
        "DATABASE_URL=postgres://db.internal:5432/shop",
        "DATABASE_URL=postgres://postgres:postgres@db:5432/shop",
        "SECRET_KEY=changeme-changeme",
        "API_KEY=your-api-key-here",
        "JWT_SECRET=${JWT_SECRET}",
        "PASSWORD_HASHER=argon2-id-v19",
        "TOKEN_URL=https://auth.shop.io/token",
        "SECRETS_PATH=/run/secrets/app1",
        "AWS_REGION=eu-central-1",
        f"NEXT_PUBLIC_STRIPE_KEY=pk_live_{drawn(ALNUM, 24)}",
        f"POSTHOG_KEY=phc_{drawn(ALNUM, 43)}",
        f"RELEASE={drawn(HEX, 40)}",
        "DB_PASSWORD=",
        "AUTH_TOKEN_ALGORITHM=HS256",
    ],
    ids=lambda line: line.split("=")[0],
)
def test_what_is_no_secret_may_be_the_same(line: str, tmp_path: Path) -> None:
    assert compared(tmp_path, f"{line}\n", f"{line}\n") == []


def test_two_secrets_are_two(tmp_path: Path) -> None:
    assert compared(tmp_path, f"TOKEN={drawn(ALNUM, 32)}\n", f"TOKEN={drawn(ALNUM, 32)}\n") == []


def test_a_folder_that_is_not_there_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="no folder"):
        env_files(tmp_path / "none", ENGINE)

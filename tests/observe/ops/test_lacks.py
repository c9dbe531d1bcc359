"""What a command lacked is read out of what shells, Python, Node and tools print."""

import pytest

from launchready.observe.ops.lacks import lacks_in


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("bin/deploy: 4: DEPLOY_KEY: parameter not set", "variable", "DEPLOY_KEY"),
        ("bin/deploy: line 4: DEPLOY_KEY: unbound variable", "variable", "DEPLOY_KEY"),
        ("KeyError: 'DEPLOY_KEY'", "variable", "DEPLOY_KEY"),
        ("Error: DEPLOY_KEY is required", "variable", "DEPLOY_KEY"),
        ("Error: DEPLOY_HOST must be set, missing environment variable DEPLOY_HOST", "variable", "DEPLOY_HOST"),
        ("please set $DEPLOY_KEY first", "variable", "DEPLOY_KEY"),
        ("bin/deploy: 9: flyctl: not found", "program", "flyctl"),
        ("bin/deploy: line 9: flyctl: command not found", "program", "flyctl"),
        ("zsh: command not found: flyctl", "program", "flyctl"),
        ("/usr/bin/env: \u2018node18\u2019: No such file or directory", "program", "node18"),
        ("ModuleNotFoundError: No module named 'fabric'", "package", "fabric"),
        ("/usr/bin/python3: No module named alembic", "package", "alembic"),
        ("Error: Cannot find module 'dotenv'", "package", "dotenv"),
        ("Error: Cannot find module './lib/hosts'", "file", "./lib/hosts"),
        ("Error: Cannot find module '/t/clone/bin/deploy.mjs'", "file", "bin/deploy.mjs"),
        ("in 'require': cannot load such file -- net/ssh (LoadError)", "package", "net/ssh"),
        ("Fatal error: Failed opening required '/t/clone/vendor/autoload.php'", "package", "vendor/"),
        ("cat: dist/index.html: No such file or directory", "package", "dist/"),
        ("cat: /t/home/.deployrc: No such file or directory", "file", "~/.deployrc"),
        ("bin/deploy: 3: .: cannot open /t/home/.deployrc: No such file", "file", "~/.deployrc"),
        ("FileNotFoundError: [Errno 2] No such file or directory: '/t/clone/prod.ini'", "file", "prod.ini"),
        ("Error: ENOENT: no such file or directory, open '/etc/shop/key.pem'", "file", "/etc/shop/key.pem"),
        ("deploy@shop.test: Permission denied (publickey).", "access", "somebody's account"),
        ("Unable to locate credentials. You can configure credentials", "access", "somebody's account"),
    ],
)
def test_it_says_what_it_lacked(line: str, kind: str, name: str) -> None:
    found = lacks_in(f"building\n{line}\n", "/t/clone", "/t/home")

    assert [(one.kind, one.name) for one in found] == [(kind, name)]


@pytest.mark.parametrize(
    "line",
    [
        "released: drill",
        "0 errors, 0 warnings",
        "KeyError: 'name'",
        "the file was not found in the cache, building it",
        "404 not found",
    ],
)
def test_other_lines_say_nothing(line: str) -> None:
    assert lacks_in(line, "/t/clone", "/t/home") == ()

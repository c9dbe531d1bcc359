"""A build's environment, its secret variables and its folders are told from tables of words that resemble them."""

import secrets

import pytest

from launchready.observe.secrets.build_leftovers import ENVIRONMENT, MACHINE_PATH, VARIABLE, leftovers

TOKEN = secrets.token_urlsafe(9) + "4821" + secrets.token_hex(8)


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        (
            'var e={"PATH":"/usr/local/bin:/usr/bin","HOME":"/home/bea","PWD":"/home/bea/shop"};',
            ENVIRONMENT,
            ("PATH", "HOME", "PWD"),
        ),
        (
            "env:{npm_lifecycle_event:'build',INIT_CWD:'/builds/shop',SHELL:'/bin/zsh'}",
            ENVIRONMENT,
            ("npm_lifecycle_event", "INIT_CWD", "SHELL"),
        ),
        (f'const c={{NEXT_PUBLIC_PAYMENT_SECRET:"{TOKEN}"}}', VARIABLE, ("NEXT_PUBLIC_PAYMENT_SECRET",)),
        (f'process.env.JWT_SECRET||"{TOKEN}"', VARIABLE, ("JWT_SECRET",)),
        ('{VITE_DATABASE_URL:"postgres://shop:hunter22@db:5432/shop"}', VARIABLE, ("VITE_DATABASE_URL",)),
        (
            'a("/Users/bea/shop/src/App.tsx");b("/Users/bea/shop/src/Cart.tsx");c("/Users/bea/shop/src/Pay.tsx")',
            MACHINE_PATH,
            ("/Users/bea", "shop/src/App.tsx", "shop/src/Cart.tsx"),
        ),
    ],
    ids=["environment", "npm", "named secret", "fallback", "address", "folders"],
)
def test_what_only_the_build_knew_is_told_by_name(text: str, kind: str, names: tuple[str, ...]) -> None:
    found = leftovers(text, "app.js")

    assert [(one.kind, one.names) for one in found] == [(kind, names)]
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        'const routes={HOME:"/",USER:"/user",PATH:"/path",PWD:"/password"}',
        'const errors={INVALID_PASSWORD:"auth/wrong-password",RESET_PASSWORD:"Reset.your.password.now"}',
        'const types={CLIENT_SECRET:"client_secret",PASSWORD:"password"}',
        'const c={NEXT_PUBLIC_KEY:"pk_live_51HxAbCdEfGh123456",VITE_API:"https://api.shop.test/v1"}',
        'const help={JWT_SECRET:"your-secret-here-1234567890"}',
        'process.env.NODE_ENV||"production"',
        'x("/Users/author/lib/node_modules/a/index.js","/Users/author/lib/node_modules/b/i.js","/Users/author/node_modules/c/i.js")',
        '"/home/runner/work/a/a/src/x.ts" "/home/runner/work/a/a/src/y.ts" "/home/runner/work/a/a/src/z.ts"',
        '"https://shop.test/home/bea/x.js" "https://shop.test/home/bea/y.js" "https://shop.test/home/bea/z.js"',
    ],
)
def test_what_resembles_it_is_nothing(text: str) -> None:
    assert leftovers(text, "app.js") == ()

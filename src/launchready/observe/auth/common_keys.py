"""The signing keys that tutorials, templates and hurried people use, and the forms in which they use them."""

import base64
import binascii
import re
from collections.abc import Iterator

_WORDS = (
    "secret secretkey secret_key secret-key mysecret my_secret my-secret mysecretkey my_secret_key my-secret-key supersecret "
    "super_secret super-secret supersecretkey super_secret_key topsecret jwt jwtsecret jwt_secret jwt-secret jwtsecretkey "
    "jwt_secret_key jwt-secret-key jwtkey jwt_key jwt-key jwttoken token tokensecret token_secret tokenkey accesstoken "
    "access_token access_token_secret refresh_token refresh_token_secret key mykey my_key privatekey private_key signingkey "
    "signing_key signing-key signature password passw0rd password1 pass admin administrator root toor test testing tester "
    "testsecret test_secret demo dev develop development devsecret dev_secret production prod staging local localhost default "
    "changeme change_me change-me changeit change_this changethis please_change_me pleasechangeme replace_me replaceme todo "
    "example foobar foo bar baz qwerty letmein welcome hello helloworld hello_world hello-world abc abcd abcdef iloveyou "
    "monkey dragon master shhhhh shhhh shhh ssh s3cr3t s3cret 123 1234 12345 123456 1234567 12345678 123456789 1234567890 "
    "0123456789 000000 111111 notasecret not-a-secret not-so-secret insecure unsafe keyboardcat keyboard_cat keyboard-cat "
    "express node nodejs nest nestjs django flask fastapi laravel rails spring springboot dotnet golang nextauth "
    "nextauth_secret auth authsecret auth_secret authtoken session sessionsecret session_secret app appsecret app_secret "
    "appkey application api apikey api_key apisecret api_secret server backend hs256 hmac hmackey sha256 salt pepper random "
    "none null undefined gateway service user users website company startup project sample thisisasecret this_is_a_secret "
    "thisismysecret this_is_my_secret thisisasecretkey thisismysecretkey cookie crypto private public encryption"
)
WORDS = tuple(dict.fromkeys(_WORDS.split()))
ENDINGS = (
    *(
        "",
        "1",
        "12",
        "123",
        "1234",
        "12345",
        "123456",
        "!",
        "!!",
        "1!",
        "123!",
        "@123",
        "#123",
        "2023",
        "2024",
        "2025",
        "2026",
    ),
    *("key", "_key", "-key", "secret", "_secret", "-secret", "jwt", "_jwt", "-jwt", "token", "_token", "-token"),
    *(
        "_secret_key",
        "-secret-key",
        "secretkey",
        "_jwt_secret",
        "-jwt-secret",
        "jwtsecret",
        "_dev",
        "-dev",
        "_prod",
        "-prod",
    ),
)
WHOLE = (
    "your-256-bit-secret",
    "your_256_bit_secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "super-secret-jwt-token-with-at-least-32-characters-long",
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
    "secretkeysecretkeysecretkeysecretkeysecretkey",
    "ThisIsASecretKeyForJwtTokenGenerationThatIsAtLeast256BitsLong",
    "your-secret-key-here",
    "your_secret_key_here",
    "your-secret-key",
    "your_secret_key",
    "your-secret",
    "your_secret",
    "yoursecretkey",
    "yoursecret",
    "your-super-secret-key",
    "your_super_secret_key",
    "your-jwt-secret",
    "your_jwt_secret",
    "your_jwt_secret_key",
    "your-very-secure-secret-key",
    "your-secret-key-change-in-production",
    "your-secret-key-change-this-in-production",
    "your-super-secret-jwt-key-change-in-production",
    "your-super-secret-jwt-key-change-this-in-production",
    "your-jwt-secret-key-change-in-production",
    "change-me-in-production",
    "change_me_in_production",
    "change-this-in-production",
    "change-this-secret-key",
    "dev-secret-change-in-production",
    "dev-secret-key-change-in-production",
    "dev-only-secret",
    "development-secret-key",
    "fallback-secret",
    "fallback_secret",
    "fallback-secret-key",
    "default-secret",
    "default_secret",
    "default-secret-key",
    "django-insecure",
    "tobemodified",
    "toBeModified",
    "keyboard cat",
    "this is a secret",
    "my secret",
    "super secret",
    "some secret",
    "A very secret key",
    "insert-some-secret-here",
    "insert_some_secret_here",
    "use-a-long-random-string",
    "thisisnotasecretkeychangeit",
    "",
)
LONGEST_DOMAIN_WORD = 40
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def candidates(names: tuple[str, ...] = ()) -> Iterator[bytes]:
    """Keys worth a guess: those made of the product's own names first, then the common ones, each in its usual forms."""
    for word in dict.fromkeys((*_own(names), *WHOLE)):
        yield word.encode()
        if _BASE64.fullmatch(word):
            try:
                yield base64.b64decode(word)
            except binascii.Error:
                continue
    for word in dict.fromkeys((*_own(names), *WORDS)):
        for form in dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())):
            for ending in ENDINGS:
                yield f"{form}{ending}".encode()


def count(names: tuple[str, ...] = ()) -> int:
    """How many keys that is."""
    return sum(1 for _ in candidates(names))


def _own(names: tuple[str, ...]) -> list[str]:
    """The names of a product in the spellings that a key is made of."""
    found: list[str] = []
    for name in names:
        plain = name.strip()
        if not plain or len(plain) > LONGEST_DOMAIN_WORD:
            continue
        words = re.findall(r"[A-Za-z0-9]+", plain)
        found += [plain, "".join(words), "_".join(words).lower(), "-".join(words).lower()]
        found += [f"{start}{''.join(words).lower()}" for start in ("my", "the")]
    return list(dict.fromkeys(found))

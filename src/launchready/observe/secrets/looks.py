"""What a value looks like: made by a machine, written as a placeholder, or carrying a checksum that fits."""

import itertools
import math
import re
import string
import zlib
from collections import Counter

PLACEHOLDER = re.compile(
    r"example|sample|dummy|placeholder|change_?me|change-me|redacted|your[-_ ]|insert[-_ ]|replace[-_]?(?:me|with)|x{5,}|X{5,}"
    r"|\*{3,}|\.{3}|<[^>]*>|\$\{|\$\(|\{\{|%\(|%[sd]|#\{|\{\w[\w.]*\}|(^|[-_])(test|fake|todo|dev|demo|local)([-_]|$)|0123456789|1234567890|abcdefghij"
    r"|deadbeef|(.)\4{7,}",
    re.IGNORECASE,
)
FROM_DOCUMENTS = re.compile(
    r"^(Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1|4eC39HqLyjWDarjtT1zdp7dc|2YotnFZFEjr1zCsicMWpAA|tGzv3JOkF0XG5Qx2TlKWIA|wJalrXUtnFEMI"
    r"|gX1fBat3bV|pfkkdhi9sl3r4s00)"
)
"""Keys that documentation shows to all the world: Azure's emulator, Stripe's samples, the examples of RFC 6749 and of OAuth."""
WORDS = re.compile(
    r"secret|passw|token|admin|change|super|production|staging|develop|local|insecure|default|please|replace|random|string"
    r"|private|public|openssl|generate|value|hello|world|qwerty|letmein|welcome|config|setting|service|should|never|here",
    re.IGNORECASE,
)
"""What people write, and random letters practically never hold."""
FEW_CHARACTERS = 6
"""A value of fewer different characters is no key."""
SAMPLE_PLACE = re.compile(
    r"(^|[/!:\s])(tests?|testdata|testing|fixtures?|specs?|examples?|samples?|__tests__|__mocks__|mocks?|e2e|cypress|demo)/"
    r"|(^|[/!])(test_[^/]*|[^/]*[._-](test|spec)s?\.[a-z]+|conftest\.py)(:|$)"
    r"|\.(example|sample|template|dist|tmpl|tpl)(\.[a-z]+)?(:|$)|[-_.](example|sample)\.[a-z.]+(:|$)",
    re.IGNORECASE,
)
"""Where people put keys that are made to be thrown away."""
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
SHORT, LONG = 16, 24
LEAST_BITS = 2.9
FEW_TURNS, FEW_BITS = 2, 2.6


def is_placeholder(value: str) -> bool:
    """Whether somebody wrote it to be replaced."""
    return len(set(value)) < FEW_CHARACTERS or bool(PLACEHOLDER.search(value) or FROM_DOCUMENTS.match(value))


def is_sample_place(place: str) -> bool:
    """Whether a file is a test, a fixture or a sample, by its name."""
    return SAMPLE_PLACE.search(place) is not None


def bits(value: str) -> float:
    """Shannon's entropy, in bits a character."""
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values()) if total else 0.0


def is_machine_made(value: str, least: int = SHORT) -> bool:
    """Whether a value looks drawn at random: letters and digits in turn, no words, no order."""
    if len(value) < least or is_placeholder(value) or WORDS.search(value):
        return False
    digits = sum(character.isdigit() for character in value)
    letters = sum(character.isalpha() for character in value)
    if not letters or digits < (2 if len(value) >= LONG else 1):
        return False
    return turns(value) >= len(value) / 6 and bits(value) >= LEAST_BITS


def is_mixed(value: str) -> bool:
    """Whether letters and digits change more often than in a word with a number."""
    both = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return both and turns(value) > FEW_TURNS and bits(value) > FEW_BITS


def turns(value: str) -> int:
    """How often a value goes from small letters to capitals to digits: words and dates do it rarely."""
    sorts = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in value if c.isalnum()]
    return sum(one != two for one, two in itertools.pairwise(sorts))


def base62_crc(text: str, width: int = 6) -> str:
    """The checksum that GitHub and npm put at a token's end: CRC-32 in 62 digits."""
    number = zlib.crc32(text.encode())
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits.rjust(width, "0")


def has_base62_crc(token: str) -> bool:
    """Whether a token's last six characters are the checksum of what stands between them and its prefix."""
    body = token.rpartition("_")[2]
    return base62_crc(body[:-6]) == body[-6:]

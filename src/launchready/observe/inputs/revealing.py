"""Finds in an answer what only its server should know: stack traces, statements of its database, its own folders."""

import html
import re

TAG = re.compile(r"</?(?:a|b|br|code|div|em|h\d|i|li|ol|p|pre|span|strong|td|th|tr|ul)\b[^>]{0,300}>", re.IGNORECASE)
_SLASH = r"(?:/|[A-Za-z]:\\{1,2})"
_SCRIPT = r"(?:(?:file|webpack[\w-]{0,20}|https?)://|node:|/|[A-Za-z]:\\|[\w.@/-]{1,200}\.[cm]?[jt]sx?(?=:))"
TRACES = (
    ("Python", r"File \"[^\"\n]{1,300}\", line \d+(?:, in |\n)"),
    ("JavaScript", r"\bat (?:async )?(?:new )?[\w.$<>#\[\] ]{1,120} \(" + _SCRIPT + r"[^()\n]{0,300}:\d+:\d+\)"),
    ("JavaScript", r"\bat (?:async )?(?:file://)?" + _SLASH + r"[^()\s]{1,300}\.[cm]?[jt]sx?:\d+:\d+"),
    ("Java", r"\bat [\w.$/@-]{3,200}\.[\w$<>]{1,100}\((?:[\w$]{1,100}\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)"),
    (".NET", r"\bat [\w.`+<>\[\],]{3,200}\([^()\n]{0,300}\) in [^\n]{1,300}\.(?:cs|vb|fs|razor|cshtml):line \d+"),
    ("Java or .NET", r"\b\w{1,100}(?:\.\w{1,100}){1,8}(?:Exception|Error)\b[^\n]{0,300}\n\s{0,12}at [\w.$`+<>\[\],]{3,200}\("),
    ("PHP", r"#\d+ " + _SLASH + r"[^\s()]{1,300}\.(?:php|phtml|inc)\(\d+\): "),
    ("PHP", r"\b(?:Warning|Notice|Deprecated|Fatal error|Parse error): {1,3}[^\n]{1,500} in " + _SLASH + r"\S{1,300} on line \d+"),
    ("PHP", r"\"file\": ?\"[^\"\n]{1,300}\.php\",\s{0,20}\"line\": ?\d+"),
    ("Ruby", r"[\w./@-]{1,300}\.(?:rb|erb|rake):\d+:in [`'\u2018\"]"),
    ("Go", r"\bgoroutine \d+ \[[a-z ,\d]{3,60}\]:"),
    ("Go", r"[\w./@-]{1,300}\.go:\d+ \+0x[0-9a-f]+"),
    ("Rust", r"\bpanicked at [^\n]{0,300}\.rs:\d+:\d+"),
    ("Elixir", r"\(\w{2,60} \d[\w.-]{1,20}\) (?:lib|deps|src)/[\w./]{1,200}\.exs?:\d+: "),
    ("Perl", r" at " + _SLASH + r"\S{1,300}\.p[lm] line \d+\."),
)  # fmt: skip
"""A frame of a trace, as each language prints it: a text that merely talks of errors holds none."""
_DRIVERS = "sqlite3|psycopg2?|pymysql|MySQLdb|asyncpg|aiosqlite|sqlalchemy|cx_Oracle|mysql\\.connector"
_CLASSES = "System\\.Data|Microsoft\\.Data|Npgsql|java\\.sql|org\\.postgresql|org\\.hibernate|com\\.mysql"
_TABLE = r"[\w.`\"\[\]]{1,80}"
_VALUE = r"(?:=|\blike|\bin|\bmatch) ?(?:\?|\$\d|:\w|@\w|%s|'|\d|\()"
_ERROR, _STATEMENT, _FOLDER = "a database's own error", "a statement of the database", "a folder of the server"
DATABASE = (
    (_ERROR, r"\bSQLSTATE\[?\w{5}\b|\bORA-\d{5}: |\bPG::\w{3,60}|\bE11000 duplicate key error"),
    (_ERROR, r"You have an error in your SQL syntax|Unclosed quotation mark after the character string"),
    (_ERROR, r"syntax error at or near \"|near \"[^\"\n]{0,80}\": syntax error|unrecognized token: \""),
    (_ERROR, rf"\b(?:{_DRIVERS})\.[\w.]{{1,80}}Error"),
    (_ERROR, rf"\b(?:{_CLASSES})\.[\w.]{{3,100}}Exception"),
    (_ERROR, r"\binvalid input syntax for (?:type )?\w+: |\bCast to \w{3,40} failed for value "),
    (_ERROR, r"\bInvalid `prisma\.\w{1,60}\.\w{1,60}\(\)`"),
    (
        _STATEMENT,
        rf"\bselect\s[^;{{}}<]{{1,400}}\sfrom\s{_TABLE}\s[^;{{}}<]{{0,300}}\bwhere\s[^;{{}}<]{{0,200}}{_VALUE}",
    ),
    (_STATEMENT, rf"\binsert into {_TABLE} ?\([^)]{{1,400}}\)\s?values|\bupdate {_TABLE} set {_TABLE} ?= ?"),
    (_STATEMENT, rf"\bdelete from {_TABLE} where {_TABLE} ?(?:=|in\b)"),
)
PAGES = (
    ("Django's debug page", r"You.re seeing this error because you have\s{1,40}DEBUG = True"),
    ("Werkzeug's debugger", r"Werkzeug Debugger|__debugger__=yes"),
    ("Rails' error page", r"Action Controller: Exception caught|<title>[^<]{0,80}Error</title>[\s\S]{0,4000}Rails\.root:"),
    ("Laravel's debug page", r"window\.ignite\(|Whoops! There was an error|\bvendor/laravel/framework/"),
    ("Symfony's debug page", r"Symfony Exception|symfony/error-handler|/_profiler/[0-9a-f]{6}\b"),
    ("ASP.NET's error page", r"Server Error in '/[^']{0,80}' Application\.|An unhandled exception occurred while processing the request\."),
    ("Phoenix's debug page", r"Plug\.Debugger|<title>\w{1,60}Error at (?:GET|POST|PUT|PATCH) /"),
)  # fmt: skip
_CODE = r"(?:pyc?|rb|erb|php|go|java|jar|kt|cs|dll|cshtml|ex|exs|rs|pl|sqlite3?|env|sock)"
_HOMES = "app|srv|home|root|opt|workspace|code|Users|var/(?:www|task|lib|app)|usr/(?:src|lib|local|share)"
_PACKAGES = "node_modules|site-packages|dist-packages|vendor/bundle|go/pkg/mod"
FOLDERS = (
    (_FOLDER, rf"(?<![\w/.:=-])(?<!=[\"'])/(?:{_HOMES})/[\w.@+-]{{1,80}}(?:/[\w.@+-]{{1,80}}){{0,20}}\.{_CODE}\b"),
    (_FOLDER, rf"(?<![\w.:=-])(?<!=[\"'])/[\w.@/+-]{{1,200}}/(?:{_PACKAGES})/[\w.@/+-]{{1,200}}"),
    (_FOLDER, rf"\b[A-Z]:\\{{1,2}}(?:[\w .-]{{1,80}}\\{{1,2}}){{1,20}}[\w .-]{{1,80}}\.{_CODE}\b"),
)
ERROR = 400
AROUND = 100
UNESCAPED = {"r": "", "n": "\n", "t": "\t"}
MOST = 200_000
"""Characters of an answer that are looked through."""


def _compiled(*groups: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for group in groups for name, pattern in group)


_TRACES = tuple((name, re.compile(pattern)) for name, pattern in TRACES)
_INSIDES = (
    *_compiled(DATABASE, PAGES),
    *((name, re.compile(pattern)) for name, pattern in FOLDERS),
)


def plain(body: str) -> str:
    """An answer's text as its writer meant it: escapes of JSON and HTML undone, markup of text taken out."""
    text = re.sub(r"\\+([rnt\"/])", lambda match: UNESCAPED.get(match[1], match[1]), body)
    if "<" in text or "&" in text:
        text = html.unescape(TAG.sub("", re.sub(r"<br ?/?>", "\n", text, flags=re.IGNORECASE)))
    return text.replace("\xa0", " ")


def trace_in(status: int, body: str, usual: str = "") -> str:
    """A stack trace in an answer to bad input, from its first frame on; empty for none.

    Args:
        status: the answer's; a success counts only where it says itself that it is an error, for what is searched and
            found may be a text about traces.
        body: the answer's.
        usual: what a good request of the same operation is answered with: what stands there too tells nothing.
    """
    return _first(_TRACES, status, body, usual, "")


def insides_in(status: int, body: str, usual: str = "", sent: str = "") -> str:
    """A database's words, a debug page or a server's folder in an answer; empty for none. `sent` is the request: an echo
    tells nothing.
    """
    return _first(_INSIDES, status, body, usual, sent)


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], status: int, body: str, usual: str, sent: str) -> str:
    if status < ERROR and not _says_error(body):
        return ""
    before = f"{usual[:MOST]}\n{sent[:MOST]}"
    for text, known in ((plain(body[:MOST]), plain(before)), (body[:MOST], before)):
        for name, pattern in patterns:
            for match in pattern.finditer(text):
                if match[0] not in known:
                    start = max(0, match.start() - AROUND // 4)
                    return f"{name}: {text[start : match.end() + AROUND].strip()}"
    return ""


def _says_error(body: str) -> bool:
    start = body.lstrip()[:200].lower()
    return start.startswith(('{"error', "<br />\n<b>", "<b>warning", "<b>fatal", "php ", "fatal error")) or bool(
        re.match(r"\{\s*\"errors?\"\s*:", start)
    )

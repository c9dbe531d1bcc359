"""Finds the routes of servers in JavaScript and TypeScript: Express and its kin, Fastify, Nest, Next; and Rails, Laravel."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from launchready.observe.api.source.found import METHODS, Found, joined, line_of, plain

VERB = r"(get|post|put|patch|delete|all)"
ROUTE = re.compile(rf"\b([A-Za-z_$][\w$]*)\s*\.\s*{VERB}\s*(?:<[^<>()]*>)?\(\s*([\"'`])(/[^\"'`\n]*|)\3\s*,")
CHAINED = re.compile(r"\b([A-Za-z_$][\w$]*)\s*\.\s*route\(\s*([\"'`])(/[^\"'`\n]*)\2\s*\)")
CHAIN = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*\.\s*(get|post|put|patch|delete|all)\s*\(", re.DOTALL)
MARKS = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?\*/|[()]", re.DOTALL)
"""What is passed over, texts and comments, and the parentheses that count."""
USE = re.compile(
    r"\b([A-Za-z_$][\w$]*)\s*\.\s*(?:use|register|route)\(\s*([\"'`])(/[^\"'`\n]*)\2\s*,([^;]{0,200}?)\)\s*(?:;|$|\n)",
    re.MULTILINE,
)
FASTIFY_ROUTE = re.compile(r"\.route\(\s*\{(.{0,400}?)\bhandler\b", re.DOTALL)
IMPORT = re.compile(
    r"(?:import\s+(?:\*\s+as\s+)?([\w$]+)(?:\s*,\s*\{[^}]*\})?\s+from\s*|(?:const|let|var)\s+([\w$]+)\s*=\s*require\(\s*)[\"']([^\"']+)[\"']"
)
NAMED_IMPORT = re.compile(r"import\s*(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*[\"']([^\"']+)[\"']")
INLINE_REQUIRE = re.compile(r"require\(\s*[\"']([^\"']+)[\"']\s*\)")
CLIENTS = frozenset(
    {
        "axios",
        "http",
        "https",
        "client",
        "ky",
        "got",
        "request",
        "supertest",
        "agent",
        "fetch",
        "cy",
        "map",
        "cache",
        "params",
    }
)
NEST_CLASS = re.compile(
    r"@Controller\(\s*(?:[\"'`]([^\"'`]*)[\"'`]|\{[^}]*path\s*:\s*[\"'`]([^\"'`]*)[\"'`][^}]*\})?\s*\)"
)
NEST = re.compile(r"@(Get|Post|Put|Patch|Delete|All)\(\s*(?:[\"'`]([^\"'`]*)[\"'`])?\s*\)")
NEXT_EXPORT = re.compile(r"export\s+(?:async\s+)?(?:function\s+|const\s+)(GET|POST|PUT|PATCH|DELETE)\b")
NEXT_METHOD = re.compile(
    r"\bmethod\s*(?:===?|!==?)\s*[\"'](GET|POST|PUT|PATCH|DELETE)[\"']|\bcase\s+[\"'](GET|POST|PUT|PATCH|DELETE)[\"']\s*:"
)
BODY = re.compile(r"\b(?:req|request|ctx\.request|c\.req)\.body\.([A-Za-z_$][\w$]*)")
SPREAD = re.compile(
    r"(?:const|let|var)\s*\{([^}]*)\}\s*=\s*(?:await\s+)?(?:\(?\s*await\s+)?(?:req|request|ctx\.request)\.(?:body|json\(\))"
)
SCRIPTS = frozenset({".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx", ".mts", ".cts"})
AROUND = 1500
GLOBAL_PREFIX = re.compile(r"\.setGlobalPrefix\(\s*[\"'`]([^\"'`]+)[\"'`]")
RAILS = re.compile(r"^\s*(get|post|put|patch|delete)\s+[\"'](/?[\w/:.()*-]+)[\"']", re.MULTILINE)
RAILS_RESOURCES = re.compile(r"^\s*(resources?)\s+:(\w+)(.*)$", re.MULTILINE)
LARAVEL = re.compile(r"Route::(get|post|put|patch|delete|apiResource|resource)\(\s*[\"']([^\"']+)[\"']")
RESOURCE = (("GET", ""), ("POST", ""), ("GET", "/{id}"), ("PUT", "/{id}"), ("PATCH", "/{id}"), ("DELETE", "/{id}"))

Files = dict[str, str]


def routes_in_node(files: Files) -> Iterator[tuple[Found, str]]:
    """Every route of servers in JavaScript, with its file."""
    mounts = _mounts(files)
    nest = next((prefix for text in files.values() for prefix in GLOBAL_PREFIX.findall(text)), "")
    for file, text in files.items():
        if PurePosixPath(file).suffix not in SCRIPTS:
            continue
        if next_path := _next_path(file):
            yield from ((one, file) for one in _next(text, next_path, is_app="route" in PurePosixPath(file).stem))
            continue
        for found in (*_express(text), *_fastify(text)):
            prefixes = mounts.get(file) or [""]
            for prefix in prefixes[:4]:
                certain = bool(mounts.get(file)) or not _is_router(text)
                one = found.below(prefix) if prefix else found
                yield replace(one, certain=certain), file
        yield from ((one.below(nest) if nest else one, file) for one in _nest(text))


def routes_elsewhere(files: Files) -> Iterator[tuple[Found, str]]:
    """Routes of Rails and Laravel, as far as their files of routes say them line by line."""
    for file, text in files.items():
        if file.endswith("config/routes.rb"):
            yield from ((one, file) for one in _rails(text))
        elif re.search(r"(^|/)routes/(api|web)\.php$", file):
            prefix = "/api" if file.endswith("api.php") else ""
            yield from ((one.below(prefix), file) for one in _laravel(text))


def _express(text: str) -> Iterator[Found]:
    for match in ROUTE.finditer(text):
        if match[1] not in CLIENTS:
            yield from _made(match[2], match[4], text, match.start())
    for match in CHAINED.finditer(text):
        for verb, start, end in _chain(text, match.end()):
            for found in _made(verb, match[3], text, match.start()):
                own = _read(text[start:end]) if found.method in METHODS[1:4] else ()
                yield replace(found, fields=own)


def _chain(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """The calls that follow one another, `.get(…).post(…)`, each with where it begins and ends."""
    while match := CHAIN.match(text, at):
        at = _closing(text, match.end())
        yield match[1], match.start(), at


def _closing(text: str, at: int) -> int:
    """Where a parenthesis that is open ends, texts and comments passed over."""
    depth = 1
    for match in MARKS.finditer(text, at):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(text)


def _made(verb: str, path: str, text: str, start: int) -> Iterator[Found]:
    if "${" in path or not re.fullmatch(r"(/[\w.~@%:(){}*?+|\\,\[\]^$-]*)*", path):
        return
    methods = ("GET",) if verb == "all" else (verb.upper(),)
    for method in methods:
        yield Found(method, plain(path), line_of(text, start), _fields(text, start) if method in METHODS[1:4] else ())


def _fastify(text: str) -> Iterator[Found]:
    for match in FASTIFY_ROUTE.finditer(text):
        url = re.search(r"\burl\s*:\s*[\"'`](/[^\"'`]*)[\"'`]", match[1])
        told = re.search(r"\bmethod\s*:\s*(\[[^\]]*\]|[\"'`]\w+[\"'`])", match[1])
        for method in re.findall(r"\w+", told[1]) if url and told else []:
            if method.upper() in METHODS and url:
                yield Found(method.upper(), plain(url[1]), line_of(text, match.start()))


def _nest(text: str) -> Iterator[Found]:
    controllers = list(NEST_CLASS.finditer(text))
    for number, controller in enumerate(controllers):
        end = controllers[number + 1].start() if number + 1 < len(controllers) else len(text)
        base = plain(controller[1] or controller[2] or "")
        for match in NEST.finditer(text, controller.end(), end):
            method = "GET" if match[1] == "All" else match[1].upper()
            yield Found(method, joined(base, plain(match[2])) if match[2] else base, line_of(text, match.start()))


def _next_path(file: str) -> str | None:
    """The path that Next gives a file: `pages/api/x/[id].ts`, `app/api/x/[id]/route.ts`."""
    parts = list(PurePosixPath(file).with_suffix("").parts)
    if "pages" in parts and "api" in parts[parts.index("pages") :]:
        inner = parts[parts.index("pages") + 1 :]
        if inner[0] != "api":
            return None
        inner = inner[:-1] if inner[-1] == "index" else inner
    elif "app" in parts and parts[-1] == "route":
        inner = [one for one in parts[parts.index("app") + 1 : -1] if not one.startswith(("(", "@"))]
    else:
        return None
    return "/" + "/".join(re.sub(r"^\[{1,2}(?:\.\.\.)?(\w+)\]{1,2}$", r"{\1}", one) for one in inner)


def _next(text: str, path: str, *, is_app: bool) -> Iterator[Found]:
    if is_app:
        for match in NEXT_EXPORT.finditer(text):
            yield Found(
                match[1], path, line_of(text, match.start()), _fields(text, match.start()) if match[1] != "GET" else ()
            )
        return
    if "export" not in text:
        return
    methods = dict.fromkeys(one or other for one, other in NEXT_METHOD.findall(text)) or {"GET": None}
    for method in methods:
        yield Found(method, path, 1, _fields(text, 0) if method != "GET" else ())


def _fields(text: str, start: int) -> tuple[str, ...]:
    """Names that the handler reads from the body, up to the next route."""
    after = text[start : start + AROUND]
    ends = [found.start() for found in (ROUTE.search(after, 1), CHAINED.search(after, 1)) if found]
    return _read(after[: min(ends, default=AROUND)])


def _read(part: str) -> tuple[str, ...]:
    """Names that a handler's text reads from the body."""
    spread = [re.split(r"[:=]", one)[0].strip() for inner in SPREAD.findall(part) for one in inner.split(",")]
    return tuple(dict.fromkeys(name for name in (*BODY.findall(part), *spread) if re.fullmatch(r"[\w$]+", name)))


def _is_router(text: str) -> bool:
    return re.search(r"\bRouter\(\s*[^)]*\)|fastify-plugin|FastifyInstance|new Hono\(", text) is not None


def _mounts(files: Files) -> dict[str, list[str]]:
    """The prefixes under which each file is mounted by others, prefixes of those included."""
    direct: dict[str, list[tuple[str, str]]] = {}
    for file, text in files.items():
        if PurePosixPath(file).suffix not in SCRIPTS:
            continue
        imported = {name: source for one, other, source in IMPORT.findall(text) if (name := one or other)}
        for names, source in NAMED_IMPORT.findall(text):
            imported.update({one.split(" as ")[-1].strip(): source for one in names.split(",") if one.strip()})
        for _, _, prefix, rest in USE.findall(text):
            sources = [imported[name] for name in re.findall(r"[A-Za-z_$][\w$]*", rest) if name in imported]
            for source in (*sources, *INLINE_REQUIRE.findall(rest)):
                target = _resolved(file, source, files)
                if target and target != file:
                    direct.setdefault(target, []).append((file, plain(prefix)))
    return {file: _whole(file, direct, 0) for file in direct}


def _whole(file: str, direct: dict[str, list[tuple[str, str]]], depth: int) -> list[str]:
    if depth > 5 or file not in direct:  # noqa: PLR2004 - deeper than any project, and an end for a circle
        return [""]
    found = [
        joined(above, prefix) if above else prefix
        for parent, prefix in direct[file]
        for above in _whole(parent, direct, depth + 1)
    ]
    return list(dict.fromkeys(found))


def _resolved(file: str, source: str, files: Files) -> str | None:
    if not source.startswith("."):
        return None
    parts: list[str] = list(PurePosixPath(file).parent.parts)
    for part in source.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in {".", ".."}:
            parts.append(part)
    base = "/".join(parts)
    stem = base.rsplit(".", 1)[0] if PurePosixPath(base).suffix in SCRIPTS else base
    choices = [base, *(f"{stem}{end}" for end in SCRIPTS), *(f"{base}/index{end}" for end in SCRIPTS)]
    return next((one for one in choices if one in files), None)


def _rails(text: str) -> Iterator[Found]:
    for match in RAILS.finditer(text):
        yield Found(
            match[1].upper(), plain(match[2].replace("(.:format)", "")), line_of(text, match.start()), certain=False
        )
    for match in RAILS_RESOURCES.finditer(text):
        is_one = match[1] == "resource"
        for method, more in RESOURCE:
            if not (is_one and more == "" and method == "GET"):
                path = f"/{match[2]}" + ("" if is_one else more)
                yield Found(method, path, line_of(text, match.start()), certain=False)


def _laravel(text: str) -> Iterator[Found]:
    for match in LARAVEL.finditer(text):
        path = plain(match[2].replace("?}", "}"))
        if match[1] in {"apiResource", "resource"}:
            yield from (Found(method, path + more, line_of(text, match.start())) for method, more in RESOURCE)
        else:
            yield Found(match[1].upper(), path, line_of(text, match.start()), certain="prefix(" not in text)

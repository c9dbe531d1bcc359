"""Finds the routes of Python web applications by their syntax: FastAPI, Starlette, Flask, aiohttp, and their kin."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from launchready.observe.api.source.bodies import fields_of, models
from launchready.observe.api.source.found import METHODS, Found, joined, plain
from launchready.observe.api.source.syntax import keyword, last, text_of, texts

VERBS = frozenset(one.lower() for one in METHODS)
ROUTERS = frozenset(
    {"FastAPI", "APIRouter", "Flask", "Blueprint", "Starlette", "Quart", "Router", "Litestar", "Sanic", "Bottle"}
)
APPS = frozenset({"FastAPI", "Flask", "Starlette", "Quart", "Litestar", "Sanic", "Bottle"})
PREFIX_KEYS = ("prefix", "url_prefix", "root_path")
INCLUDES = frozenset({"include_router", "register_blueprint", "mount", "blueprint"})
Name = tuple[str, str]
"""A module and a name in it."""


@dataclass(slots=True)
class Module:
    """What one file says."""

    name: str
    file: str
    tree: ast.Module
    imports: dict[str, Name] = field(default_factory=dict)
    """Local names and what they are: a module and a name in it, or a module and nothing."""


@dataclass(slots=True)
class Router:
    """Something that routes hang on."""

    prefix: str = ""
    is_app: bool = False
    routes: list[tuple[Found, str]] = field(default_factory=list)
    """Each with its file."""
    children: list[tuple[str, Name]] = field(default_factory=list)
    is_child: bool = False


@dataclass(slots=True)
class Sources:
    """All files of a project, so that prefixes and models of one are known in another."""

    modules: dict[str, Module] = field(default_factory=dict)
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of classes that look like bodies, by the class's name."""

    @classmethod
    def read(cls, files: dict[str, str]) -> "Sources":
        """Parses every file; what is no Python of this version is left out."""
        made = cls()
        for file, text in files.items():
            try:
                tree = ast.parse(text)
            except (SyntaxError, ValueError, RecursionError):
                continue
            name = ".".join(PurePosixPath(file).with_suffix("").parts).removesuffix(".__init__")
            module = Module(name, file, tree)
            module.imports = dict(_imports(tree, name, is_package=file.endswith("__init__.py")))
            made.modules[name] = module
        for module in made.modules.values():
            made.models.update(models(module.tree))
        return made

    def place(self, module: Module, expression: ast.expr) -> Name | None:
        """What an expression such as `users.router` or `router` means."""
        if isinstance(expression, ast.Name):
            target = module.imports.get(expression.id)
            if target is None:
                return module.name, expression.id
            known = self.known(target[0])
            return (known, target[1]) if known and target[1] else None
        if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
            target = module.imports.get(expression.value.id)
            known = self.known(f"{target[0]}.{target[1]}" if target[1] else target[0]) if target else None
            return (known, expression.attr) if known else None
        return None

    def known(self, wanted: str) -> str | None:
        """The module of that name, or the one whose name ends with it."""
        if wanted in self.modules:
            return wanted
        return next((name for name in self.modules if name.endswith(f".{wanted}") or wanted.endswith(f".{name}")), None)


def routes_in_python(sources: Sources) -> Iterator[tuple[Found, str]]:
    """Every route of the project with its file."""
    routers: dict[Name, Router] = {}
    for module in sources.modules.values():
        _collect(sources, module, routers)
    for router in routers.values():
        for _, child in router.children:
            if child in routers:
                routers[child].is_child = True
    for router in routers.values():
        if not router.is_child:
            yield from _below(router, routers, "", certain=router.is_app, depth=0)


def _below(
    router: Router, routers: dict[Name, Router], prefix: str, *, certain: bool, depth: int
) -> Iterator[tuple[Found, str]]:
    start = joined(prefix, router.prefix) if router.prefix else prefix
    for found, file in router.routes:
        one = found.below(start)
        yield replace(one, certain=certain), file
    if depth > 8:  # noqa: PLR2004 - deeper than any project, and an end for one that includes itself
        return
    for more, child in router.children:
        if child in routers:
            yield from _below(
                routers[child], routers, joined(start, more) if more else start, certain=certain, depth=depth + 1
            )


def _collect(sources: Sources, module: Module, routers: dict[Name, Router]) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            _router(module, node, node.value, routers)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call):
                    _decorated(sources, module, node, decorator, routers)
        elif isinstance(node, ast.Call):
            _called(sources, module, node, routers)


def _router(module: Module, node: ast.Assign | ast.AnnAssign, call: ast.Call, routers: dict[Name, Router]) -> None:
    kind = last(call.func)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if kind not in ROUTERS:
        return
    prefix = next((text for key in PREFIX_KEYS[:2] if (text := text_of(keyword(call, key)))), "")
    for target in targets:
        if isinstance(target, ast.Name):
            routers[module.name, target.id] = Router(prefix, kind in APPS)
            routers[module.name, target.id].routes += [(one, module.file) for one in _listed(keyword(call, "routes"))]


def _decorated(
    sources: Sources,
    module: Module,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    call: ast.Call,
    routers: dict[Name, Router],
) -> None:
    if not isinstance(call.func, ast.Attribute):
        return
    verb, path = call.func.attr, text_of(call.args[0] if call.args else keyword(call, "path") or keyword(call, "rule"))
    if path is None or (path and not path.startswith("/")) or verb not in {*VERBS, "route", "api_route", "websocket"}:
        return
    listed = texts(keyword(call, "methods"))
    methods = [verb.upper()] if verb in VERBS else [one.upper() for one in listed] or ["GET"]
    place = sources.place(module, call.func.value) or (module.name, ast.unparse(call.func.value))
    router = routers.setdefault(place, Router())
    fields, form = fields_of(sources.models, function)
    for method in methods:
        if method in METHODS and verb != "websocket":
            own = fields if method in {"POST", "PUT", "PATCH"} else ()
            router.routes.append((Found(method, plain(path) if path else "", call.lineno, own, form), module.file))


def _called(sources: Sources, module: Module, call: ast.Call, routers: dict[Name, Router]) -> None:
    if not isinstance(call.func, ast.Attribute):
        return
    name = call.func.attr
    if name in INCLUDES and call.args:
        _included(sources, module, call, routers)
    elif name.startswith("add_") and call.args and (path := text_of(call.args[0])) and path.startswith("/"):
        verb = name.removeprefix("add_")
        if verb in VERBS and len(call.args) > 1:  # aiohttp
            _add(module, routers, call, [verb.upper()], path)
        elif verb in {"url_rule", "api_route", "route", "resource"}:
            methods = [one.upper() for one in texts(keyword(call, "methods"))]
            _add(module, routers, call, methods or _of_view(sources, keyword(call, "view_func")) or ["GET"], path)


def _included(sources: Sources, module: Module, call: ast.Call, routers: dict[Name, Router]) -> None:
    assert isinstance(call.func, ast.Attribute)
    parent = sources.place(module, call.func.value)
    first = call.args[0]
    if call.func.attr == "mount":
        prefix, first = text_of(first) or "", call.args[1] if len(call.args) > 1 else first
    else:
        prefix = next((text for key in PREFIX_KEYS if (text := text_of(keyword(call, key)))), "")
    child = sources.place(module, first)
    if parent and child and parent != child:
        routers.setdefault(parent, Router()).children.append((prefix, child))


def _add(module: Module, routers: dict[Name, Router], call: ast.Call, methods: list[str], path: str) -> None:
    assert isinstance(call.func, ast.Attribute)
    holder = call.func.value
    while isinstance(holder, ast.Attribute):
        holder = holder.value
    name = holder.id if isinstance(holder, ast.Name) else ""
    router = routers.setdefault((module.name, name), Router(is_app=name == "app"))
    router.routes += [(Found(one, plain(path), call.lineno), module.file) for one in methods if one in METHODS]


def _of_view(sources: Sources, view: ast.expr | None) -> list[str]:
    """The methods that a class of views answers."""
    if not (isinstance(view, ast.Call) and isinstance(view.func, ast.Attribute) and view.func.attr == "as_view"):
        return []
    name = last(view.func.value)
    for module in sources.modules.values():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                return [
                    one.name.upper()
                    for one in node.body
                    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name in VERBS
                ]
    return []


def _listed(value: ast.expr | None) -> Iterator[Found]:
    """Starlette's `Route("/x", f, methods=[…])` and `Mount("/p", routes=[…])`."""
    for one in value.elts if isinstance(value, ast.List | ast.Tuple) else []:
        if not isinstance(one, ast.Call) or not one.args or (path := text_of(one.args[0])) is None:
            continue
        if last(one.func) == "Mount":
            yield from (inner.below(path) for inner in _listed(keyword(one, "routes")))
        elif last(one.func) == "Route":
            methods = [name.upper() for name in texts(keyword(one, "methods"))] or ["GET"]
            yield from (Found(method, plain(path), one.lineno) for method in methods if method in METHODS)


def _imports(tree: ast.Module, name: str, *, is_package: bool) -> Iterator[tuple[str, Name]]:
    parts = name.split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0], (alias.name, "")
        elif isinstance(node, ast.ImportFrom):
            up = node.level - (1 if is_package else 0)
            base = parts[: len(parts) - up] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield alias.asname or alias.name, (module, alias.name)

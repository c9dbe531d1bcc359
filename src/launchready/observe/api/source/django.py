"""Finds the routes of Django projects: urlpatterns, included files, class-based views, and routers of REST framework."""

import ast
import re
from collections.abc import Iterator

from launchready.observe.api.source.bodies import read_from_request
from launchready.observe.api.source.found import METHODS, Found, joined, plain
from launchready.observe.api.source.python import Module, Sources
from launchready.observe.api.source.syntax import last, text_of
from launchready.observe.api.source.views import ACTIONS, GENERICS, actions, assigned, compared, extra, serialized, told

REGEX_PLACE = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
DEEPEST = 6


def routes_in_django(sources: Sources) -> Iterator[tuple[Found, str]]:
    """Every route of the project with its file."""
    patterns = {name: module for name, module in sources.modules.items() if _has_patterns(module)}
    included = {target for module in patterns.values() for target in _all_included(sources, module)}
    for name, module in patterns.items():
        if name not in included:
            yield from _Urls(sources, patterns).of(module, "", 0)


def _has_patterns(module: Module) -> bool:
    return any(_is_patterns(node) for node in ast.walk(module.tree))


def _is_patterns(node: ast.AST) -> bool:
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AugAssign | ast.AnnAssign)
        else []
    )
    return any(isinstance(one, ast.Name) and one.id == "urlpatterns" for one in targets)


def _all_included(sources: Sources, module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and last(node.func) == "include" and node.args:
            text = text_of(node.args[0])
            known = sources.known(text) if text else None
            if known:
                yield known


class _Urls:
    """Reads urlpatterns and what they include."""

    def __init__(self, sources: Sources, patterns: dict[str, Module]) -> None:
        self._sources, self._patterns = sources, patterns

    def of(self, module: Module, prefix: str, depth: int) -> Iterator[tuple[Found, str]]:
        if depth > DEEPEST:
            return
        for node in ast.walk(module.tree):
            if _is_patterns(node):
                assert isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
                for call in _calls(node.value):
                    yield from self._pattern(module, call, prefix, depth)
                for name in _routers_in(node.value):
                    yield from self._router(module, name, prefix)

    def _pattern(self, module: Module, call: ast.Call, prefix: str, depth: int) -> Iterator[tuple[Found, str]]:
        kind, text = last(call.func), text_of(call.args[0]) if call.args else None
        if kind not in {"path", "re_path", "url"} or text is None or len(call.args) < 2:  # noqa: PLR2004 - route and view
            return
        whole = joined(prefix, _plain(text, is_regex=kind != "path"))
        view = call.args[1]
        if isinstance(view, ast.Call) and last(view.func) == "include":
            yield from self._included(module, view, whole, depth)
            return
        if isinstance(view, ast.Attribute) and view.attr == "urls":
            return  # the admin's own pages
        methods, fields = self._view(module, view)
        for method in methods:
            yield Found(method, whole, call.lineno, fields if method in {"POST", "PUT", "PATCH"} else ()), module.file

    def _included(self, module: Module, view: ast.Call, prefix: str, depth: int) -> Iterator[tuple[Found, str]]:
        first = view.args[0] if view.args else None
        if isinstance(first, ast.Tuple) and first.elts:
            first = first.elts[0]
        text = text_of(first)
        known = self._sources.known(text) if text else None
        if known and known in self._patterns:
            yield from self.of(self._patterns[known], prefix, depth + 1)
        elif isinstance(first, ast.Attribute) and first.attr == "urls" and isinstance(first.value, ast.Name):
            yield from self._router(module, first.value.id, prefix)
        elif isinstance(first, ast.List):
            for call in _calls(first):
                yield from self._pattern(module, call, prefix, depth + 1)

    def _router(self, module: Module, name: str, prefix: str) -> Iterator[tuple[Found, str]]:
        """`router.register("orders", OrderViewSet)`."""
        home, name = self._home(module, name)
        for node in ast.walk(home.tree):
            is_register = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "register"
            )
            if not is_register or not isinstance(node, ast.Call) or len(node.args) < 2:  # noqa: PLR2004 - prefix and viewset
                continue
            assert isinstance(node.func, ast.Attribute)
            text = text_of(node.args[0])
            if text is None or last(node.func.value) != name:
                continue
            base = joined(prefix, f"/{text.strip('/')}/")
            for found in self._viewset(home, node.args[1], base, node.lineno):
                yield found, home.file

    def _home(self, module: Module, name: str) -> tuple[Module, str]:
        target = module.imports.get(name)
        known = self._sources.known(target[0]) if target else None
        return (self._sources.modules[known], target[1]) if known and target else (module, name)

    def _viewset(self, module: Module, view: ast.expr, base: str, line: int) -> Iterator[Found]:
        found = self._class(module, last(view))
        known = list(actions(found)) if found else list(GENERICS["ModelViewSet"])
        place = (assigned(found, "lookup_url_kwarg") or assigned(found, "lookup_field") or "id") if found else "id"
        fields = serialized(self._sources, found)
        for action in known:
            method, is_item = ACTIONS[action]
            path = f"{base}{{{place}}}/" if is_item else base
            yield Found(method, path, line, fields if method in {"POST", "PUT", "PATCH"} else ())
        for node in found.body if found else []:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from extra(node, base, place)

    def _view(self, module: Module, view: ast.expr) -> tuple[list[str], tuple[str, ...]]:
        """The methods of a view, and the fields of its body."""
        if isinstance(view, ast.Call) and isinstance(view.func, ast.Attribute) and view.func.attr == "as_view":
            if view.args and isinstance(view.args[0], ast.Dict):
                keys = [text_of(key) for key in view.args[0].keys]
                return [key.upper() for key in keys if key and key.upper() in METHODS], ()
            found = self._class(module, last(view.func.value))
            names = [last(view.func.value), *([last(base) for base in found.bases] if found else [])]
            generic = [method for name in names for method in GENERICS.get(name, ()) if method in METHODS]
            own = [
                one.name.upper()
                for one in (found.body if found else [])
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
            methods = [one for one in METHODS if one in {*own, *generic}]
            if found is not None:
                methods = [one for one in METHODS if one in {*methods, *compared(found)}]
            fields = serialized(self._sources, found)
            return methods or ["GET"], fields or tuple(dict.fromkeys(read_from_request(found) if found else ()))
        function = self._function(module, last(view))
        if function is None:
            return ["GET"], ()
        return told(function) or compared(function) or ["GET"], tuple(dict.fromkeys(read_from_request(function)))

    def _class(self, module: Module, name: str) -> ast.ClassDef | None:
        return next((node for node in self._nodes(module, name) if isinstance(node, ast.ClassDef)), None)

    def _function(self, module: Module, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        nodes = self._nodes(module, name)
        return next((node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)), None)

    def _nodes(self, module: Module, name: str) -> Iterator[ast.stmt]:
        """What a name means: in its own module first, then in any."""
        for one in (module, *self._sources.modules.values()):
            for node in one.tree.body:
                if getattr(node, "name", None) == name:
                    yield node


def _plain(text: str, *, is_regex: bool) -> str:
    if is_regex:
        text = REGEX_PLACE.sub(r"{\1}", text.lstrip("^").rstrip("$")).replace("\\", "").replace("?", "")
    return plain(text)


def _calls(value: ast.AST | None) -> Iterator[ast.Call]:
    """The entries of urlpatterns, lists added to it included."""
    if isinstance(value, ast.List | ast.Tuple):
        for one in value.elts:
            if isinstance(one, ast.Call):
                yield one
    elif isinstance(value, ast.BinOp):
        yield from _calls(value.left)
        yield from _calls(value.right)
    elif isinstance(value, ast.Call):  # format_suffix_patterns([...]) and the like
        for one in value.args:
            yield from _calls(one)


def _routers_in(value: ast.AST | None) -> Iterator[str]:
    if isinstance(value, ast.BinOp):
        yield from _routers_in(value.left)
        yield from _routers_in(value.right)
    elif isinstance(value, ast.Attribute) and value.attr == "urls" and isinstance(value.value, ast.Name):
        yield value.value.id

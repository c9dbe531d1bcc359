"""What the views of Django projects answer: their methods, their actions, the fields of their serializers."""

import ast
from collections.abc import Iterator

from launchready.observe.api.source.found import METHODS, Found
from launchready.observe.api.source.python import Sources
from launchready.observe.api.source.syntax import last, text_of

GENERICS = {
    "ModelViewSet": ("list", "create", "retrieve", "update", "partial_update", "destroy"),
    "ReadOnlyModelViewSet": ("list", "retrieve"),
    "ListModelMixin": ("list",),
    "CreateModelMixin": ("create",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
    "ListCreateAPIView": ("GET", "POST"),
    "ListAPIView": ("GET",),
    "CreateAPIView": ("POST",),
    "RetrieveAPIView": ("GET",),
    "UpdateAPIView": ("PUT", "PATCH"),
    "DestroyAPIView": ("DELETE",),
    "RetrieveUpdateAPIView": ("GET", "PUT", "PATCH"),
    "RetrieveDestroyAPIView": ("GET", "DELETE"),
    "RetrieveUpdateDestroyAPIView": ("GET", "PUT", "PATCH", "DELETE"),
    "TokenObtainPairView": ("POST",),
    "TokenRefreshView": ("POST",),
    "ObtainAuthToken": ("POST",),
    "TemplateView": ("GET",),
    "ListView": ("GET",),
    "DetailView": ("GET",),
    "CreateView": ("GET", "POST"),
    "UpdateView": ("GET", "POST"),
    "DeleteView": ("GET", "POST"),
    "FormView": ("GET", "POST"),
    "LoginView": ("GET", "POST"),
}
ACTIONS = {
    "list": ("GET", False),
    "create": ("POST", False),
    "retrieve": ("GET", True),
    "update": ("PUT", True),
    "partial_update": ("PATCH", True),
    "destroy": ("DELETE", True),
}


def serialized(sources: Sources, view: ast.ClassDef | None) -> tuple[str, ...]:
    """The fields of the serializer that a view names."""
    value = next(
        (
            node.value
            for node in (view.body if view else [])
            if isinstance(node, ast.Assign) and _sets(node, "serializer_class")
        ),
        None,
    )
    found = next(
        (
            node
            for module in sources.modules.values()
            for node in module.tree.body
            if value is not None and isinstance(node, ast.ClassDef) and node.name == last(value)
        ),
        None,
    )
    if found is None:
        return ()
    own = [
        one.targets[0].id
        for one in found.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and isinstance(one.value, ast.Call)
    ]
    meta = next((one for one in found.body if isinstance(one, ast.ClassDef) and one.name == "Meta"), None)
    listed = [one for name in ("fields",) for one in _listed(meta, name)]
    fixed = {"id", "pk", "url", *_listed(meta, "read_only_fields")}
    return tuple(dict.fromkeys(one for one in (*own, *listed) if one not in fixed))


def actions(view: ast.ClassDef) -> Iterator[str]:
    """The usual actions of a viewset: those of its bases and those that it defines."""
    named = {action for base in view.bases for action in GENERICS.get(last(base), ()) if action in ACTIONS}
    named |= {
        node.name
        for node in view.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in ACTIONS
    }
    yield from (action for action in ACTIONS if action in named)


def extra(function: ast.FunctionDef | ast.AsyncFunctionDef, base: str, place: str) -> Iterator[Found]:
    """`@action(detail=True, methods=["post"])`."""
    for decorator in function.decorator_list:
        if not (isinstance(decorator, ast.Call) and last(decorator.func) == "action"):
            continue
        words = {one.arg: one.value for one in decorator.keywords}
        detail = words.get("detail")
        start = f"{base}{{{place}}}/" if isinstance(detail, ast.Constant) and detail.value is True else base
        named = text_of(words.get("url_path")) or function.name
        methods = [text.upper() for one in getattr(words.get("methods"), "elts", []) if (text := text_of(one))] or [
            "GET"
        ]
        yield from (Found(method, f"{start}{named}/", decorator.lineno) for method in methods if method in METHODS)


def told(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The methods that decorators of a view name."""
    fixed = {"require_GET": ["GET"], "require_POST": ["POST"], "require_safe": ["GET"]}
    for decorator in function.decorator_list:
        if last(decorator) in fixed:
            return fixed[last(decorator)]
        if (
            isinstance(decorator, ast.Call)
            and last(decorator.func) in {"api_view", "require_http_methods"}
            and decorator.args
        ):
            return [
                text.upper()
                for one in getattr(decorator.args[0], "elts", [])
                if (text := text_of(one)) and text.upper() in METHODS
            ]
    return []


def compared(view: ast.AST) -> list[str]:
    """The methods that a view asks for itself: `if request.method == "POST"`, `in (…)`, `match request.method`."""
    found: set[str] = set()
    only = False
    for node in ast.walk(view):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "method":
            found |= {text.upper() for one in ast.walk(node.comparators[0]) if (text := text_of(one))}
            only = only or isinstance(node.ops[0], ast.NotEq | ast.NotIn)
        elif isinstance(node, ast.Match) and isinstance(node.subject, ast.Attribute) and node.subject.attr == "method":
            found |= {text.upper() for case in node.cases for one in ast.walk(case.pattern) if (text := text_of(one))}
    methods = [one for one in METHODS if one in found]
    return methods if only or not methods or "GET" in methods else ["GET", *methods]


def _sets(node: ast.Assign, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in node.targets)


def assigned(view: ast.ClassDef | None, name: str) -> str | None:
    """The text that a class assigns to a name, or None."""
    return next(
        (
            text_of(node.value)
            for node in (view.body if view else [])
            if isinstance(node, ast.Assign) and _sets(node, name)
        ),
        None,
    )


def _listed(meta: ast.ClassDef | None, name: str) -> list[str]:
    value = next(
        (node.value for node in (meta.body if meta else []) if isinstance(node, ast.Assign) and _sets(node, name)), None
    )
    return [text for one in getattr(value, "elts", []) if (text := text_of(one))]

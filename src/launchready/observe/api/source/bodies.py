"""Finds which fields a handler in Python takes: of a model, of a form, or read out of the request."""

import ast
from collections.abc import Iterator, Mapping

from launchready.observe.api.source.syntax import last, text_of

KINDS = {"int": "integer", "float": "number", "Decimal": "number", "bool": "boolean", "list": "array", "dict": "object"}
NOT_BODIES = frozenset(
    {"Depends", "Query", "Path", "Header", "Cookie", "Request", "Response", "BackgroundTasks", "Security"}
)
PARSED = frozenset({"json", "form", "get_json", "validated_data", "POST"})
"""What frameworks call a body that is parsed."""
OAUTH_FORM = ("username", "password")


def fields_of(
    known: Mapping[str, tuple[str, ...]], function: ast.FunctionDef | ast.AsyncFunctionDef
) -> tuple[tuple[str, ...], bool]:
    """The fields of the body: of a model that a parameter is annotated with, of a form, or read from the request; and if it is a form."""
    found: list[str] = []
    form = False
    arguments = [*function.args.args, *function.args.kwonlyargs]
    padding: list[ast.expr | None] = [None] * (len(function.args.args) - len(function.args.defaults))
    defaults: list[ast.expr | None] = [*padding, *function.args.defaults, *function.args.kw_defaults]
    for argument, default in zip(arguments, defaults, strict=True):
        names = {last(node) for node in ast.walk(argument.annotation)} if argument.annotation else set()
        if isinstance(default, ast.Call) and last(default.func) in {"Form", "Body", "File"}:
            found.append(argument.arg)
            form = form or last(default.func) == "Form"
        if "OAuth2PasswordRequestForm" in names:
            found += OAUTH_FORM
            form = True
        if not (names & NOT_BODIES):
            found += [one for name in names if name in known for one in known[name]]
    return tuple(dict.fromkeys(found or read_from_request(function))), form or (not found and takes_form(function))


def read_from_request(handler: ast.AST) -> Iterator[str]:
    """`request.json["title"]`, `data.get("title")` where data is the parsed body, by whatever name."""
    holders = {*PARSED, "data", "payload", "body", *_names_of_bodies(handler)}
    for node in ast.walk(handler):
        if isinstance(node, ast.Subscript) and last(node.value) in holders and (text := text_of(node.slice)):
            yield text
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            reads = node.func.attr in {"get", "pop"} and last(node.func.value) in holders and bool(node.args)
            if reads and (text := text_of(node.args[0])):
                yield text
        elif isinstance(node, ast.Compare) and last(node.comparators[0]) in holders and (text := text_of(node.left)):
            yield text  # `if "title" not in data`


def takes_form(handler: ast.AST) -> bool:
    """Whether a handler reads a form and no JSON: `request.form["title"]`, `request.POST.get("title")`."""
    read = {node.attr for node in ast.walk(handler) if isinstance(node, ast.Attribute)}
    return bool(read & {"form", "POST"}) and not read & {"json", "get_json", "loads"}


def _names_of_bodies(handler: ast.AST) -> Iterator[str]:
    """The names that a handler gives to what it parses: `b` of `b = request.get_json() or {}`."""
    for node in ast.walk(handler):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            value: ast.expr = node.value
            while isinstance(value, ast.BoolOp | ast.IfExp):
                value = value.values[0] if isinstance(value, ast.BoolOp) else value.body
            if last(value) in {*PARSED, "loads"}:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (one.id for one in targets if isinstance(one, ast.Name))


def models(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Classes with annotated fields and a base: pydantic models, structs, typed dictionaries."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.bases:
            fields = [
                f"{one.target.id}={KINDS.get(last(one.annotation), 'string' if last(one.annotation) == 'str' else '')}".rstrip(
                    "="
                )
                for one in node.body
                if isinstance(one, ast.AnnAssign)
                and isinstance(one.target, ast.Name)
                and not one.target.id.startswith("_")
            ]
            if fields and last(node.bases[0]) not in {"Base", "DeclarativeBase", "Model", "Enum", "BaseSettings"}:
                yield node.name, tuple(fields)

"""Small looks at the syntax tree of Python source."""

import ast


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument, or None."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def text_of(node: ast.AST | None) -> str | None:
    """A literal text, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts(node: ast.AST | None) -> list[str]:
    """The literal texts of a list."""
    return [found for one in getattr(node, "elts", []) if (found := text_of(one))]


def last(node: ast.AST) -> str:
    """The last name of an expression: `APIRouter` of `fastapi.APIRouter(…)`."""
    if isinstance(node, ast.Call):
        return last(node.func)
    if isinstance(node, ast.Await):
        return last(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""

"""Makes the JSON Schema of launch.toml, with which editors complete it, and the table of its keys for the guide."""

import json
from collections.abc import Iterator
from typing import get_args

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import NullableSchema, WithDefaultSchema

from launchready.declare.around_shapes import CloudflareShape, DnsShape, EdgeShape, NetworkShape
from launchready.declare.calls import CallShape, Shape
from launchready.declare.chats import ActShape, OneTurnShape, PlantedShape, RefusedShape
from launchready.declare.fields import keys
from launchready.declare.limits import SpendShape, SpikeShape
from launchready.declare.running_shapes import AlertShape, FlowShape, NoteShape, OwnerShape, WaiverShape
from launchready.declare.shape import ConsentShape, FileShape, PriceShape, PrincipalShape, ProductShape
from launchready.declare.surfaces import AnySurface, CatcherShape
from launchready.declare.toml import toml

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DIRECTIVE = "#:schema"
"""How the first line of a TOML file names its schema to editors."""
TABLES: tuple[tuple[str, type[Shape]], ...] = (
    ("[product]", ProductShape),
    ("price in [product]", PriceShape),
    ("[consent]", ConsentShape),
    ("[network]", NetworkShape),
    ("[catcher]", CatcherShape),
    ("[dns]", DnsShape),
    ("[edge]", EdgeShape),
    ("[edge.cloudflare]", CloudflareShape),
    *((f'[surface.NAME] with kind = "{get_args(one.model_fields["kind"].annotation)[0]}"', one)
      for one in get_args(get_args(AnySurface)[0])),
    ("planted in a chat surface", PlantedShape),
    ("refuses in a chat surface", RefusedShape),
    ("acts in a chat surface", ActShape),
    ("one_turn in a chat surface", OneTurnShape),
    ("[principal.NAME]", PrincipalShape),
    ("[flow.NAME]", FlowShape),
    ("[alert.NAME]", AlertShape),
    ("[owner.NAME]", OwnerShape),
    ("[handover.NAME]", NoteShape),
    ("[spike]", SpikeShape),
    ("[spend]", SpendShape),
    ("[[waiver]]", WaiverShape),
    ("A request", CallShape),
)  # fmt: skip


class _Generate(GenerateJsonSchema):
    """Leaves out what editors show as noise: titles made of names, and `null`, which TOML does not have."""

    schema_dialect = DIALECT

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        made = super().generate(schema, mode)
        for shape in made["$defs"].values():
            del shape["title"]
        return {"$schema": DIALECT, **made, "title": "launch.toml"}

    def field_title_should_be_set(self, schema: object) -> bool:
        del schema
        return False

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default", 0) is None:
            del made["default"]
        return made


def text() -> str:
    """The schema as the published file holds it."""
    made = FileShape.model_json_schema(schema_generator=_Generate)
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def table_of_keys() -> str:
    """Every table with its keys, as Markdown."""
    return "\n".join(_tables())


def _tables() -> Iterator[str]:
    for name, shape in TABLES:
        yield f"### {f'`{name}`' if name.startswith('[') else name}\n"
        yield f"{(shape.__doc__ or '').strip()}\n"
        yield "| key | | what it says | example |"
        yield "|---|---|---|---|"
        for key, info in keys(shape).items():
            must = "needed" if info.is_required() else ""
            example = f"`{toml(info.examples[0])}`".replace("|", "\\|") if info.examples else ""
            yield f"| `{key}` | {must} | {info.description} | {example} |"
        yield ""

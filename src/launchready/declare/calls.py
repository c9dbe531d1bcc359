"""The shape of a request that the owner describes."""

from pydantic import BaseModel, ConfigDict, Field

from launchready.declare.addresses import UrlPath
from launchready.declare.values import Body, Name, Pick, Text

METHOD_KEYS = ("get", "post", "put", "patch", "delete", "ws")


class Shape(BaseModel):
    """A table of the file: its types are strict, and it has no other keys than these."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class CallShape(Shape):
    """One request: a method with its path, and what is sent and read."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "oneOf": [{"required": [method]} for method in METHOD_KEYS],
            "dependentSchemas": {
                "json": {"not": {"anyOf": [{"required": ["form"]}, {"required": ["upload"]}]}},
                "form": {"not": {"required": ["upload"]}},
            },
        },
    )
    __pydantic_extra__: dict[str, Pick]

    get: UrlPath | None = Field(None, description="The path that is read.", examples=["/me"])
    post: UrlPath | None = Field(None, description="The path that is posted to.", examples=["/auth/login"])
    put: UrlPath | None = Field(None, description="The path that is put to.", examples=["/me"])
    patch: UrlPath | None = Field(None, description="The path that is patched.", examples=["/me"])
    delete: UrlPath | None = Field(None, description="The path that is deleted.", examples=["/me"])
    ws: UrlPath | None = Field(
        None,
        description="The path of a WebSocket to which the body is sent; reads each message that comes, to the one that has `until`.",
        examples=["/chat"],
    )
    on: Name | None = Field(None, description="The surface it is sent to.", examples=["api"])
    by: Name | None = Field(None, alias="as", description="The principal it is sent as.", examples=["admin"])
    json_: Body | None = Field(
        None,
        alias="json",
        description="The JSON body. A secret in it is a reference; `{name}` is filled in when it is sent.",
        examples=[{"email": "a@example.com", "password": "env:BUYER_A_PASSWORD"}],
    )
    form: dict[Text, str] | None = Field(
        None,
        description="The body as a form. A secret in it is a reference.",
        examples=[{"email": "a@example.com", "password": "env:BUYER_A_PASSWORD"}],
    )
    upload: Text | None = Field(
        None,
        description="The body as a file upload: the name of the field in which `{text}` is sent as a text file.",
        examples=["file"],
    )

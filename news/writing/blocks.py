"""What a machine sends for each block of a story, as types.

Wagtail's v3 takes a list of anything for a StreamField and breaks on what is no block.
"""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from django.db.models import Model
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, create_model
from wagtail import blocks
from wagtail.api.v3.schemas.generators.write import RichTextInputSchema

from news.blocks.table import TableBlock


class StrictSchema(Schema):
    """An object that refuses members it does not know."""

    model_config = ConfigDict(extra="forbid")


class TableValue(StrictSchema):
    """A table: rows of cells, which of them are headers, which are merged."""

    data: list[list[str | None]]
    table_header_choice: Literal["row", "column", "both", "neither"]
    table_caption: str | None = None
    mergeCells: list[dict[Literal["row", "col", "rowspan", "colspan"], int]] = []  # noqa: N815


def stream_schema(block: blocks.StreamBlock) -> Any:
    """Return the type of a list of blocks, each with `type` and `value`."""
    members = [_item_schema(name, child) for name, child in block.child_blocks.items()]
    return list[Annotated[reduce(or_, members), Field(discriminator="type")]]


def _item_schema(name: str, block: blocks.Block) -> type[Schema]:
    fields: dict[str, Any] = {
        "type": (Literal[name], ...),
        "value": (_value_schema(block), ...),
        "id": (str | None, None),
    }
    return create_model(f"{type(block).__name__}Input", __base__=StrictSchema, **fields)


def _value_schema(block: blocks.Block) -> Any:
    if isinstance(block, blocks.RichTextBlock):
        return str | RichTextInputSchema
    if isinstance(block, blocks.StructBlock):
        return _struct_schema(block)
    if isinstance(block, blocks.ChooserBlock):
        return _existing(block.model_class)
    if isinstance(block, TableBlock):
        return TableValue
    return str


def _struct_schema(block: blocks.StructBlock) -> type[Schema]:
    fields: dict[str, Any] = {
        name: (_value_schema(child) | None, _default(child))
        for name, child in block.child_blocks.items()
    }
    return create_model(f"{type(block).__name__}Value", __base__=StrictSchema, **fields)


def _existing(model: type[Model]) -> Any:
    """Return the type of an id; Wagtail would save a draft without what is not there."""

    def check(value: int) -> int:
        if not model._default_manager.filter(pk=value).exists():
            raise ValueError(f"no {model._meta.model_name} has the id {value}")
        return value

    return Annotated[int, Field(gt=0, lt=2**31), AfterValidator(check)]


def _default(block: blocks.Block) -> str | None:
    default = block.get_default()
    return default if isinstance(default, str) and default else None

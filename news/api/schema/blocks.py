"""The parts of a story's body: one schema a block, told apart by `type`."""

from news.api.schema.notation import (
    HTML,
    NUMBER,
    TEXT,
    URL,
    Schema,
    constant,
    listed,
    nullable,
    one_of,
    record,
    ref,
)
from news.blocks.story import StoryBlock

_SPAN = record(row=NUMBER, column=NUMBER, rowspan=NUMBER, colspan=NUMBER)

VALUES: dict[str, Schema] = {
    "paragraph": {**HTML, "description": "One or more paragraphs, lists among them."},
    "heading": record(text=TEXT, level={"type": "integer", "enum": [2, 3]}),
    "quote": record(text=TEXT, attribution=TEXT),
    "image": record(
        "A picture of the library, or the address of one that is not in it.",
        image=nullable(ref("Image")),
        address=TEXT,
        caption=TEXT,
        credit=TEXT,
        alt=TEXT,
    ),
    "embed": nullable(record(url=URL, html={**HTML, "description": "May be empty."})),
    "document": nullable(
        record(id=NUMBER, title=TEXT, url=TEXT, file_extension=TEXT, file_size=NUMBER)
    ),
    "table": nullable(
        record(
            "Rows and columns count from 0.",
            caption=TEXT,
            header_rows={"type": "integer", "enum": [0, 1]},
            header_columns={"type": "integer", "enum": [0, 1]},
            rows=listed(listed(TEXT)),
            merged=listed(_SPAN),
        )
    ),
    "related": nullable(record(id=NUMBER, title=TEXT, path=TEXT)),
    "code": record(text=TEXT),
}


def component_name(block: str) -> str:
    """Return the name of a block's component: "heading" is HeadingBlock."""
    return f"{block.title()}Block"


def block_components() -> dict[str, Schema]:
    """Return the component of each block of a story, and their union."""
    blocks = StoryBlock.base_blocks  # type: ignore[attr-defined]
    names = {name: component_name(name) for name in blocks}
    components = {
        component: record(type=constant(name), value=VALUES[name], id=TEXT)
        for name, component in names.items()
    }
    return {**components, "Block": one_of("type", names)}

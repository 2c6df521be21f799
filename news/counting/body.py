"""Which words of a story are its 字数: those of the body that are set in type.

Counted: paragraphs and lists, section headings, quotes with who said them, captions of
pictures and tables, the cells of tables, preformatted text. Not counted: title, 引题,
副题 and 摘要 (the title has a count of its own in the editor), credits and alternative
texts of pictures, addresses, names of files, titles of other stories.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from news.blocks.text import words_of
from news.counting.rule import count_characters

# Rich text and tables apart: the parts of blocks whose words count.
COUNTED_PARTS = {
    "heading": ("text",),
    "quote": ("text", "attribution"),
    "image": ("caption",),
    "code": ("text",),
}
UNCOUNTED = frozenset({"embed", "document", "related"})


def count_body(stream: Iterable[Mapping[str, Any]]) -> int:
    """Return the 字数 of a body, as the database has it: `[{"type", "value"}]`."""
    return sum(
        count_characters(text)
        for block in stream
        for text in _texts(block["type"], block["value"])
    )


def _texts(kind: str, value: Any) -> Iterator[str]:
    """Yield the words of a block that count."""
    if not value:
        return
    if kind == "paragraph":
        yield words_of(value)
    elif kind == "table":
        yield value.get("table_caption") or ""
        for row in value.get("data") or ():
            # A space between cells: their words are not one.
            yield " ".join(str(cell) for cell in row if cell is not None)
    else:
        for part in COUNTED_PARTS.get(kind, ()):
            yield value.get(part) or ""

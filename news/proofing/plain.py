"""Rich text as the plain text that its editor shows."""

import re
from functools import lru_cache
from html import unescape

# Ends of lines in the editor, other tags, and white space as HTML sees it.
_LINE_END = re.compile(r"</(?:p|h\d|li|blockquote)>|<(?:br|hr|embed)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t\r\n\f]+")


@lru_cache(maxsize=2048)
def plain_text(html: str) -> str:
    """Return the words of database HTML, a line a paragraph, list item or break.

    Lines are those of Draftail's content, so that offsets mean the same in the editor.
    """
    lines = (_line(part) for part in _LINE_END.split(_SPACE.sub(" ", html)))
    return "\n".join(lines).rstrip("\n")


def _line(html: str) -> str:
    return unescape(_TAG.sub("", html)).strip(" ")

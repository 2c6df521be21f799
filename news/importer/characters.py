"""Characters: which are Chinese, which may not stay in a text."""

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Han and the full-width marks that stand between them.
CHINESE = HAN + "\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3029\uff01-\uff65"

_HAN_RUN = re.compile(f"[{HAN}]+")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# The joiner (200d) stays between the parts of an emoji.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufeff]|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
# Any of the above: most texts hold none, and one look at them says so.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def count_han(text: str) -> int:
    """Return how many Chinese characters stand in `text`."""
    return sum(map(len, _HAN_RUN.findall(text)))


def clean_characters(text: str, problems: set[str]) -> str:
    """Return `text` without control and zero-width characters, lines ended by \\n."""
    if _ODD.search(text) is None:
        return text
    text = _LINE_ENDS.sub("\n", text)
    text, controls = _CONTROL.subn("", text)
    text, invisibles = _INVISIBLE.subn("", text)
    if controls:
        problems.add("control_characters_removed")
    if invisibles:
        problems.add("invisible_characters_removed")
    return text


def collapse_spaces(text: str) -> str:
    """Return `text` in one line, with single spaces and none at its ends."""
    return " ".join(text.split())


def fold_width(text: str) -> str:
    """Return `text` with full-width digits and marks made plain."""
    return unicodedata.normalize("NFKC", text)

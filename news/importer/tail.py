"""The end of a post: the address of the original and the links back."""

import re
from dataclasses import dataclass

from news.importer.links import LONGEST_ADDRESS

_ADDRESS = re.compile(
    r"\s*(?:(?:原文|文章|来源|原始)?(?:链接|地址|网址|出处)[:：]?\s*)?"
    r"<?(?P<address>https?://[^\s<>\"']+)>?\s*"
)
_NO_ADDRESS = re.compile(r"\s*<\s*>\s*")
_BACK_LINK = re.compile(r"\s*\[\s*返回(?P<name>[^\]]*)\]\([^)]*\).*")
_CODE = re.compile(r"[?&]infoCode=([A-Za-z0-9_-]+)", re.IGNORECASE)
_CLOSING_WORD = "新闻"


@dataclass(frozen=True)
class Tail:
    """What stands below a story; each is '' when the post does not say."""

    address: str = ""
    code: str = ""
    category_name: str = ""


def split_tail(body: str, problems: set[str]) -> tuple[str, Tail]:
    """Return the body without its tail, and what the tail says.

    What stands after the tail is not of this post: two machines wrote one file.
    """
    lines = body.split("\n")
    start = _find_start(lines)
    head, rest = lines[:start], lines[start:]
    matches = [(_ADDRESS.fullmatch(line), _BACK_LINK.fullmatch(line)) for line in rest]
    end = _find_end(rest)
    if any(line.strip() for line in rest[end:]):
        problems.add("trailing_garbage")
    address = next((found["address"] for found, _ in matches[:end] if found), "")
    back = next((found["name"] for _, found in matches[:end] if found), "")
    if not address or len(address) > LONGEST_ADDRESS:
        problems.add("missing_original_url")
        address = ""
    return "\n".join(head), Tail(address, read_code(address), without_closing(back))


def read_code(address: str) -> str:
    """Return the code of a story in the address of its original, or ''."""
    match = _CODE.search(address)
    return match[1] if match else ""


def without_closing(name: str) -> str:
    """Return the name of a paper without the 新闻 that tags and links put after it.

    '' for what is no paper: "首页".
    """
    name = name.strip()
    if name.startswith("首页"):
        return ""
    return name.removesuffix(_CLOSING_WORD).strip() or name


def _find_start(lines: list[str]) -> int:
    """Return the line at which the tail begins, len(lines) when there is none."""
    has_text = False
    for number, line in enumerate(lines):
        if has_text and (_BACK_LINK.fullmatch(line) or _is_coded_address(line)):
            return _back_over_address(lines, number)
        has_text = has_text or bool(line.strip())
    return _back_over_address(lines, len(lines))


def _is_coded_address(line: str) -> bool:
    return bool(_ADDRESS.fullmatch(line) and _CODE.search(line))


def _back_over_address(lines: list[str], number: int) -> int:
    """Return the first line of the addresses and blank lines before a line."""
    while number > 0 and _is_tail_line(lines[number - 1]):
        number -= 1
    return number


def _is_tail_line(line: str) -> bool:
    return not line.strip() or bool(
        _ADDRESS.fullmatch(line) or _NO_ADDRESS.fullmatch(line)
    )


def _find_end(lines: list[str]) -> int:
    """Return the line after the tail: it ends with the links back."""
    for number, line in enumerate(lines):
        if _BACK_LINK.fullmatch(line):
            return number + 1
        if not _is_tail_line(line):
            return number
    return len(lines)

"""Post files as text: decoded, front matter apart from body."""

import codecs
from collections.abc import Collection
from dataclasses import dataclass

from news.importer.characters import clean_characters, count_han
from news.importer.files import PathError, PostFile, UnreadableFileError
from news.importer.find import find_post_files, open_post_files
from news.importer.frontmatter import FrontMatter, split_front_matter

__all__ = [
    "PathError",
    "PostFile",
    "PostText",
    "UnreadableFileError",
    "decode",
    "find_post_files",
    "open_post_files",
    "read_post",
    "read_text",
    "split_post",
]


@dataclass(frozen=True)
class PostText:
    """A post as text; problems are what was mended to get there."""

    file: PostFile
    front_matter: FrontMatter
    body: str
    problems: frozenset[str]


def read_post(file: PostFile) -> PostText:
    """Return the text of one post.

    Raises UnreadableFileError when the file cannot be read or is too large.
    """
    problems: set[str] = set()
    return split_post(file, read_text(file, problems), problems)


def split_post(file: PostFile, text: str, problems: Collection[str] = ()) -> PostText:
    """Return the parts of a post whose text is known."""
    found = set(problems)
    front_matter, body = split_front_matter(text, found)
    return PostText(file, front_matter, body, frozenset(found))


def read_text(file: PostFile, problems: set[str]) -> str:
    """Return the whole text of a post, decoded and without control characters."""
    return clean_characters(decode(file.read_bytes(), problems), problems)


def decode(data: bytes, problems: set[str]) -> str:
    """Return `data` as text: UTF-8, or GB18030 when it is not UTF-8."""
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            problems.update({"bom_removed", "encoding_not_utf8"})
            return data.decode(encoding, errors="replace")
    if data.startswith(codecs.BOM_UTF8):
        problems.add("bom_removed")
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _decode_broken(data, problems)


def _decode_broken(data: bytes, problems: set[str]) -> str:
    damaged = data.decode(errors="replace")
    # GB18030 reads almost any bytes: a text that is UTF-8 but for a few of them
    # would come out as other characters without an error.
    if count_han(damaged) > 10 * damaged.count("\ufffd"):
        problems.add("invalid_bytes_replaced")
        return damaged
    problems.add("encoding_not_utf8")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        problems.add("invalid_bytes_replaced")
        return data.decode("gb18030", errors="replace")

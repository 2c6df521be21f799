"""Post files: find them, decode them, split front matter from body."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from news.importer.characters import clean_characters, count_han
from news.importer.frontmatter import FrontMatter, split_front_matter

POST_SUFFIXES = frozenset({".md", ".markdown", ".html"})
# A post of 5 MB is read; what is larger is no post.
LARGEST_FILE = 16 * 1024 * 1024


class PathError(Exception):
    """A path that was named does not exist or holds no posts."""


class UnreadableFileError(Exception):
    """A post file cannot be read, or is too large to be one."""


@dataclass(frozen=True)
class PostFile:
    """A file, and the name it has in the report (its path below the folder)."""

    name: str
    path: Path


@dataclass(frozen=True)
class PostText:
    """A post as text; problems are what was mended to get there."""

    file: PostFile
    front_matter: FrontMatter
    body: str
    problems: frozenset[str]


def find_post_files(paths: Iterable[Path]) -> list[PostFile]:
    """Return the posts in the given files and folders, in the order of their names.

    Raises PathError for a path that does not exist or holds no posts.
    """
    files: dict[Path, PostFile] = {}
    taken: set[str] = set()
    for path in paths:
        for post in _files_below(path):
            if post.resolve() in files:
                continue
            name = _free_name(path, post, taken)
            taken.add(name)
            files[post.resolve()] = PostFile(name, post)
    return sorted(files.values(), key=lambda file: file.name)


def read_post(file: PostFile) -> PostText:
    """Return the text of one post.

    Raises UnreadableFileError when the file cannot be read or is too large.
    """
    problems: set[str] = set()
    text = clean_characters(decode(_read_bytes(file.path), problems), problems)
    front_matter, body = split_front_matter(text, problems)
    return PostText(file, front_matter, body, frozenset(problems))


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


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFileError(f"{path.name} is larger than 16 MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name} cannot be read: {error.strerror}"
        ) from error


def _files_below(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise PathError(f"There is no file or folder '{path}'.")
    if path.is_file():
        if not _is_post(path):
            raise PathError(
                f"'{path}' is no post: its name must end in .md, .markdown or .html."
            )
        return iter([path])
    posts = sorted(
        post for post in path.rglob("*") if post.is_file() and _is_post(post)
    )
    if not posts:
        raise PathError(f"The folder '{path}' holds no posts (.md, .markdown, .html).")
    return iter(posts)


def _is_post(path: Path) -> bool:
    return path.suffix.lower() in POST_SUFFIXES and not path.name.startswith(".")


def _free_name(given: Path, post: Path, taken: set[str]) -> str:
    name = post.name if post == given else post.relative_to(given).as_posix()
    parents = iter(given.resolve().parts[::-1])
    while name in taken:
        name = f"{next(parents)}/{name}"
    return name

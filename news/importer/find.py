"""Find the posts in files, folders and archives."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from news.importer.archives import ARCHIVE_SUFFIXES, is_archive, unpack
from news.importer.files import PathError, PostFile, is_post_name

_SCRATCH_PREFIX = "baoguan-import-"


@contextmanager
def open_post_files(paths: Iterable[Path]) -> Iterator[list[PostFile]]:
    """Give the posts of `find_post_files`; what it unpacked goes at the end."""
    with TemporaryDirectory(prefix=_SCRATCH_PREFIX) as folder:
        yield find_post_files(paths, unpack_to=Path(folder))


def find_post_files(
    paths: Iterable[Path], *, unpack_to: Path | None = None
) -> list[PostFile]:
    """Return the posts in the given files, folders and archives, ordered by name.

    Archives are unpacked below `unpack_to`, or until this process ends. Raises
    PathError for a path that does not exist, holds no posts, or is not to be trusted.
    """
    files: list[PostFile] = []
    found: set[str] = set()
    taken: set[str] = set()
    for path in paths:
        folder = _unpacked(path, unpack_to) if is_archive(path) else path
        for name, place in _posts_below(path, folder):
            if place in found:
                continue
            found.add(place)
            name = _free_name(name, path, taken)
            taken.add(name)
            files.append(PostFile(name, Path(place)))
    return sorted(files, key=lambda file: file.name)


def _unpacked(archive: Path, unpack_to: Path | None) -> Path:
    if not archive.is_file():
        raise PathError(f"There is no file or folder '{archive}'.")
    folder = Path(mkdtemp(dir=unpack_to or _process_scratch().name))
    unpack(archive, folder)
    return folder


@cache
def _process_scratch() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix=_SCRATCH_PREFIX)


def _posts_below(given: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the posts of a path: their names below it, and where they really are."""
    if not folder.exists():
        raise PathError(f"There is no file or folder '{given}'.")
    if folder.is_file():
        if not is_post_name(folder.name):
            raise PathError(
                f"'{given}' is no post: its name must end in .md, .markdown or .html"
                f" (an archive's in {', '.join(ARCHIVE_SUFFIXES)})."
            )
        yield given.name, os.path.realpath(folder)
        return
    is_empty = True
    for post in _walk(os.path.realpath(folder), ""):
        is_empty = False
        yield post
    if is_empty:
        raise PathError(f"'{given}' holds no posts (.md, .markdown, .html).")


def _walk(folder: str, below: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{below}{entry.name}/")
            elif is_post_name(entry.name) and entry.is_file():
                is_link = entry.is_symlink()
                place = os.path.realpath(entry.path) if is_link else entry.path
                yield f"{below}{entry.name}", place


def _free_name(name: str, given: Path, taken: set[str]) -> str:
    """Return a name that no post of another path has: with folders before it."""
    parents = iter(given.resolve().parts[::-1])
    while name in taken:
        name = f"{next(parents)}/{name}"
    return name

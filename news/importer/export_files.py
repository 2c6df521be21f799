"""A folder of exported stories: written so that a reader never meets half a file."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING

from django.utils import timezone

from news.importer.export import (
    MEDIA,
    ExportedStory,
    export_stories,
    media_name,
)
from news.models import NewsImage, NewsPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

# Stands in a folder that an export may be written to again.
MARKER = ".baoguan-export.json"
_SUFFIX = ".html"


class ExportFolderError(Exception):
    """The folder to export to holds something else."""


def export_to(
    folder: Path,
    stories: "QuerySet[NewsPage]",
    *,
    is_whole: bool,
    advance: Callable[[int], object] = lambda _count: None,
) -> tuple[int, int]:
    """Write stories into a folder; return how many stories and pictures it has now.

    `is_whole`: these are all stories, and what an earlier export wrote besides them
    goes. Raises ExportFolderError for a folder that holds something else.
    """
    started = _prepare(folder)
    count = 0
    pictures: set[int] = set()
    for story in export_stories(stories):
        _write(folder / _path_of(story), story.text.encode())
        for image in story.pictures:
            if image.pk not in pictures and _copy(folder, image):
                pictures.add(image.pk)
        count += 1
        advance(1)
    if is_whole:
        _remove_older(folder, started)
    return count, len(pictures)


def _prepare(folder: Path) -> float:
    """Begin an export; return when, by the clock that the folder's files have.

    That of a file server may be behind this machine's.
    """
    if folder.is_file():
        raise ExportFolderError(f"'{folder}' is a file, not a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise ExportFolderError(
            f"The folder '{folder}' is not empty and no earlier export: "
            "choose another, or empty it."
        )
    _write(folder / MARKER, json.dumps({"format": "baoguan-1"}).encode() + b"\n")
    return (folder / MARKER).stat().st_mtime


def _path_of(story: ExportedStory) -> str:
    """Return where a story is written: category, year, date and code or slug."""
    page = story.page
    name = page.original_code if _is_plain(page.original_code) else page.slug
    if page.published_at is None:
        return f"{story.category_slug}/{name}~{page.pk}{_SUFFIX}"
    day = timezone.localtime(page.published_at)
    stem = f"{day:%Y-%m-%d}-{name}"
    # A slug of one story may be the code of another.
    stem = stem if name == page.original_code else f"{stem}~{page.pk}"
    return f"{story.category_slug}/{day:%Y}/{stem}{_SUFFIX}"


def _is_plain(code: str) -> bool:
    """Return whether a code is the name of a file as it is."""
    return code.isascii() and code.replace("-", "").replace("_", "").isalnum()


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; one that is there already is only touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == data:
        os.utime(path)
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)


def _copy(folder: Path, image: NewsImage) -> bool:
    """Copy a picture's file; return whether there is one."""
    path = folder / MEDIA / media_name(image)
    if path.is_file() and path.stat().st_size == image.get_file_size():
        os.utime(path)
        return True
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with (
            image.file.storage.open(image.file.name or "") as source,
            partial.open("wb") as target,
        ):
            copyfileobj(source, target)
    except OSError:
        partial.unlink(missing_ok=True)
        return False
    partial.replace(path)
    return True


def _remove_older(folder: Path, started: float) -> None:
    """Remove what an earlier export wrote and this one did not."""
    # File systems may keep whole seconds only.
    limit = int(started)
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            is_ours = path.suffix == _SUFFIX or path.parent == folder / MEDIA
            is_partial = name.endswith(".partial")
            if (is_ours or is_partial) and path.stat().st_mtime < limit:
                path.unlink()

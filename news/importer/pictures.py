"""Picture files of an archive: found by what a post calls them, and checked."""

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from PIL import Image as PillowImage

from news.importer.archives import PICTURE_SUFFIXES
from news.importer.links import is_path
from news.importer.post_record import PostRecord

logger = logging.getLogger(__name__)

# By Pillow's names; cameras and phones put several frames into a JPEG ("MPO").
_SUFFIXES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
_SUFFIXES["AVIF"] = "avif"
_MOST_PIXELS = 128_000_000
# Folders whose content a site generator puts at the root of the site.
_SITE_ROOTS = ("", "static", "source", "public")


class BrokenPictureError(Exception):
    """A file is no picture, is cut off, or is larger than the library takes."""


@dataclass(frozen=True)
class PictureFile:
    """The bytes of a picture, and its name."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """Return what Wagtail knows a file by."""
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()

    def checked_name(self) -> str:
        """Return a name with the ending that belongs to the content.

        Raises BrokenPictureError.
        """
        suffix = self._read_suffix()
        if not suffix:
            raise BrokenPictureError(self.name)
        return f"{PurePosixPath(self.name).stem}.{suffix}"

    def _read_suffix(self) -> str:
        """Return the ending for the content, '' when it is no whole picture."""
        most = getattr(settings, "WAGTAILIMAGES_MAX_IMAGE_PIXELS", _MOST_PIXELS)
        try:
            with PillowImage.open(BytesIO(self.data)) as picture:
                if picture.width * picture.height > most:
                    return ""
                # Opening reads the head alone; a file may be cut off.
                picture.load()
                return _SUFFIXES.get(picture.format or "", "")
        except Exception:
            logger.debug("%s is no picture", self.name, exc_info=True)
            return ""


def read_picture(path: Path) -> PictureFile:
    """Return a picture file, not yet checked. Raises BrokenPictureError."""
    largest = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise BrokenPictureError(path.name) from error
    if not data or len(data) > largest:
        raise BrokenPictureError(path.name)
    return PictureFile(path.name, data)


def find_beside(record: PostRecord, reference: str) -> Path | None:
    """Return the picture that lies where a post says, in the archive it is from.

    Beside the post, in the folder that Hexo gives it, or below the root of the site;
    never outside the archive.
    """
    if not is_path(reference) or not record.path:
        return None
    root, post = _root_of(record), Path(record.path)
    wanted = unquote(urlsplit(reference).path)
    if wanted.startswith("/"):
        places = [root / name / wanted.lstrip("/") for name in _SITE_ROOTS]
    else:
        places = [post.parent / wanted, post.with_suffix("") / wanted]
    return next((real for place in places if (real := _file_below(root, place))), None)


def _file_below(root: Path, place: Path) -> Path | None:
    try:
        real = Path(os.path.realpath(place))
        return real if real.is_relative_to(root) and real.is_file() else None
    except (OSError, ValueError):
        # No file has such a name: it is too long, or holds a NUL.
        return None


def _root_of(record: PostRecord) -> Path:
    path = record.path.removesuffix(record.file_name)
    is_below = path != record.path and path.endswith("/")
    return Path(path) if is_below else Path(record.path).parent


class MediaFolder:
    """The pictures of a folder by the ends of their paths."""

    def __init__(self, folder: Path) -> None:
        self._paths: dict[str, Path] = {}
        self._by_name: dict[str, list[str]] = {}
        for below, path in _walk(folder):
            key = below.lower()
            self._paths[key] = path
            self._by_name.setdefault(PurePosixPath(key).name, []).append(key)

    def find(self, reference: str) -> Path | None:
        """Return the file that a post means.

        By its path below the folder, by the longest end of the address's path that is
        one, or by its name when only one file has it.
        """
        parts = _parts(reference)
        for start in range(len(parts)):
            if path := self._paths.get("/".join(parts[start:])):
                return path
        named = self._by_name.get(parts[-1], []) if parts else []
        return self._paths[named[0]] if len(named) == 1 else None


def _parts(reference: str) -> list[str]:
    address = urlsplit(reference)
    path = unquote(address.path).lower()
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return [address.netloc.lower(), *parts] if address.netloc else parts


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        below = Path(parent).relative_to(folder).as_posix()
        for name in sorted(names):
            if PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES:
                yield name if below == "." else f"{below}/{name}", Path(parent, name)

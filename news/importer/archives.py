"""Archives of posts (zip, tar), unpacked without trusting them.

A compressed tar has no place to jump to, so it is unpacked once; so is a zip, that
what lies beside a post lies beside it then too.
"""

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

from news.importer.bounds import Bounds
from news.importer.files import PathError, is_post_name

ARCHIVE_SUFFIXES = (
    *(".zip", ".tar", ".tar.gz", ".tgz"),
    *(".tar.bz2", ".tbz2", ".tar.xz", ".txz"),
)
PICTURE_SUFFIXES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})

# Of a larger file so much is unpacked that its reader sees that it is too large.
_LARGEST_MEMBER = 32 * 1024 * 1024
_LONGEST_NAME = 200
_CHUNK = 1024 * 1024
_DAMAGE = (
    *(OSError, EOFError, RuntimeError, NotImplementedError, ValueError, LZMAError),
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error),
)
_UTF8_NAME = 0x800
# What tarfile reads into memory whole, however large it says it is.
_LONG_HEADS = {
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
}
_LONGEST_HEAD = 1024 * 1024


@dataclass(frozen=True)
class _Member:
    """A file in an archive; `size` is what the archive says of it."""

    name: str
    size: int
    file: IO[bytes] | None


class _Entry(tarfile.TarInfo):
    """A member of a tar whose head is no longer than heads are.

    Files with holes are refused: where those are, some tars say in a list of any
    length, which tarfile reads into memory.
    """

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        is_long = self.type in _LONG_HEADS and self.size > _LONGEST_HEAD
        if is_long or self.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("a member has no ordinary head")
        entry: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        return entry

    def _refuse_holes(self, *_args: object) -> None:
        raise tarfile.ReadError("a member is a file with holes")

    # What tarfile calls on finding one in a member's pax head.
    _proc_gnusparse_00 = _refuse_holes
    _proc_gnusparse_01 = _refuse_holes
    _proc_gnusparse_10 = _refuse_holes


def is_archive(path: Path) -> bool:
    """Return whether the name is that of an archive of posts."""
    return path.name.lower().endswith(ARCHIVE_SUFFIXES)


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the posts and pictures of an archive into a folder.

    Links and devices are left out. Raises PathError for an archive that is damaged or
    wants to write outside the folder, ArchiveTooLargeError for one that holds too much.
    """
    try:
        bounds = Bounds(archive, archive.stat().st_size)
        numbers: dict[Path, int] = {}
        for member in _read_members(archive):
            bounds.add(member.size)
            if member.file is not None:
                wanted = folder.joinpath(*_safe_parts(archive, member))
                _write(member.file, _free_path(wanted, numbers))
    except _DAMAGE as error:
        raise PathError(f"The archive '{archive}' cannot be read: {error}") from error


def has_post_in_tar(archive: IO[bytes], size: int) -> bool:
    """Return whether a tar of `size` bytes holds a post; it is read only so far.

    Raises ArchiveTooLargeError.
    """
    bounds = Bounds(Path("upload"), size)
    with _open_tar(fileobj=archive) as tar:
        for entry in tar:
            if is_post_name(entry.name):
                return True
            # tarfile remembers every member it has seen.
            tar.members.clear()  # type: ignore[attr-defined]
            bounds.add(entry.size)
    return False


def _read_members(archive: Path) -> Iterator[_Member]:
    if archive.suffix.lower() == ".zip":
        return _read_zip(archive)
    return _read_tar(archive)


def _read_zip(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            name = _zip_name(entry)
            is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
            if entry.is_dir() or is_link or not _is_wanted(name):
                continue
            with archive.open(entry) as file:
                yield _Member(name, entry.file_size, file)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a member; Windows writes it in the encoding of its country."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        return _decode_name(name.encode("cp437", errors="replace"))
    return name.replace("\\", "/")


def _read_tar(path: Path) -> Iterator[_Member]:
    with _open_tar(path) as tar:
        for entry in tar:
            # tarfile remembers every member it has seen.
            tar.members.clear()  # type: ignore[attr-defined]
            name = _decode_name(entry.name.encode("utf-8", errors="surrogateescape"))
            file = None
            if entry.isreg() and _is_wanted(name):
                file = tar.extractfile(entry)
            # The others count as well: they have to be read over.
            yield _Member(name, entry.size, file)


def _open_tar(
    path: Path | None = None, fileobj: IO[bytes] | None = None
) -> tarfile.TarFile:
    return tarfile.open(
        path,
        "r|*",
        fileobj,
        encoding="utf-8",
        errors="surrogateescape",
        tarinfo=_Entry,
    )


def _decode_name(raw: bytes) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        name = raw.decode("gb18030", errors="replace")
    return name.replace("\\", "/")


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    is_picture = path.suffix.lower() in PICTURE_SUFFIXES
    return is_post_name(name) or (is_picture and not path.name.startswith("."))


def _safe_parts(archive: Path, member: _Member) -> list[str]:
    parts = [part for part in member.name.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in member.name or (parts and parts[0].endswith(":")):
        raise PathError(
            f"The archive '{archive}' holds a file outside of it: '{member.name}'."
        )
    return [_short(part) for part in parts]


def _short(part: str) -> str:
    """Return a name that every file system takes."""
    part = part.encode(errors="replace").decode()
    if len(part.encode()) <= _LONGEST_NAME:
        return part
    digest = hashlib.sha256(part.encode()).hexdigest()[:12]
    return f"{part[:40]}-{digest}{PurePosixPath(part).suffix[:12]}"


def _free_path(wanted: Path, numbers: dict[Path, int]) -> Path:
    """Return where to write a member; an archive may hold a name twice.

    `numbers` are the last ones given: no name is tried twice, however many are alike.
    """
    path = wanted
    while path.exists():
        number = numbers.get(wanted, 1) + 1
        numbers[wanted] = number
        path = wanted.with_name(f"{wanted.stem}~{number}{wanted.suffix}")
    return path


def _write(source: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    left = _LARGEST_MEMBER
    with closing(path.open("wb")) as target:
        while left > 0 and (chunk := source.read(min(_CHUNK, left))):
            target.write(chunk)
            left -= len(chunk)

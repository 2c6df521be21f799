"""Pictures of posts as pictures of the library, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection, transaction

from news.importer.blocks import Block
from news.importer.find import PathError
from news.importer.lines import read_picture_credit
from news.importer.links import is_path
from news.importer.pictures import (
    BrokenPictureError,
    MediaFolder,
    PictureFile,
    find_beside,
    read_picture,
)
from news.importer.post_record import PostRecord
from news.models import NewsImage

# Two runs that meet make a picture one after the other ("BGMD").
_LOCK = 0x42474D44
_MISSING, _BROKEN = "missing_media", "broken_media"


@dataclass(frozen=True)
class _Wanted:
    """A picture that a post names, and the words it has for it."""

    reference: str
    digest: str = ""
    caption: str = ""
    credit: str = ""
    alt: str = ""


class MediaLibrary:
    """Makes images of the pictures that posts name.

    The files are taken from where the posts lie, and from a media folder when there is
    one. Raises PathError for a folder that does not exist.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise PathError(f"There is no media folder '{folder}'.")
        self._folder = MediaFolder(folder) if folder else None

    def check(self, records: Sequence[PostRecord]) -> list[PostRecord]:
        """Return the records with what `place` would report; nothing is written."""
        return self._settle(records, is_dry_run=True)

    def place(self, records: Sequence[PostRecord]) -> list[PostRecord]:
        """Return the records with the library's pictures in place of their references.

        A picture that the library does not have yet is added; what has no file or a
        broken one is reported and keeps its address.
        """
        return self._settle(records, is_dry_run=False)

    def at_hand(self, records: Sequence[PostRecord]) -> list[frozenset[str]]:
        """Return of each record the addresses of the pictures that can be had."""
        batch = self._read(records)
        batch.check_files()
        return [batch.addresses_at_hand(record) for record in records]

    def _settle(
        self, records: Sequence[PostRecord], *, is_dry_run: bool
    ) -> list[PostRecord]:
        batch = self._read(records)
        batch.check_files() if is_dry_run else batch.make_images()
        return [batch.settle(record, is_dry_run=is_dry_run) for record in records]

    def _read(self, records: Sequence[PostRecord]) -> "_Batch":
        batch = _Batch(self._folder)
        for record in records:
            for wanted in _wanted_by(record):
                batch.read(record, wanted)
        batch.find_images()
        return batch


class _Batch:
    """The pictures of some records, on their way into the library."""

    def __init__(self, folder: MediaFolder | None) -> None:
        self._folder = folder
        # Where a post says its picture is: the digest of the file there, or a problem.
        self._digests: dict[tuple[str, str], str] = {}
        self._problems: dict[tuple[str, str], str] = {}
        self._paths: dict[str, Path] = {}
        self._words: dict[str, _Wanted] = {}
        self._images: dict[str, int] = {}
        self._broken: set[str] = set()

    def read(self, record: PostRecord, wanted: _Wanted) -> None:
        """Find the file that a post means."""
        place = (record.file_name, wanted.reference)
        path = find_beside(record, wanted.reference)
        if path is None and self._folder is not None:
            path = self._folder.find(wanted.reference)
        if path is None:
            if wanted.digest:
                self._digests[place] = wanted.digest
            elif self._folder is not None or is_path(wanted.reference):
                self._problems[place] = _MISSING
            return
        try:
            digest = read_picture(path).digest
        except BrokenPictureError:
            self._problems[place] = _BROKEN
            return
        self._digests[place] = digest
        self._paths[digest] = path
        self._words.setdefault(digest, wanted)

    def find_images(self) -> None:
        """Look up which pictures the library has."""
        images = NewsImage.objects.filter(file_hash__in=set(self._digests.values()))
        # The oldest of several stands first.
        for digest, image in images.order_by("-pk").values_list("file_hash", "pk"):
            self._images[digest] = image

    def check_files(self) -> None:
        """Look whether the files that the library lacks are pictures."""
        for digest, path in self._new_files():
            try:
                read_picture(path).checked_name()
            except BrokenPictureError:
                self._broken.add(digest)

    def make_images(self) -> None:
        """Add to the library what it lacks."""
        if not self._new_files():
            return
        with transaction.atomic():
            _wait_for_other_runs()
            self.find_images()
            for digest, path in self._new_files():
                try:
                    image = _make_image(read_picture(path), self._words[digest])
                except BrokenPictureError:
                    self._broken.add(digest)
                else:
                    self._images[digest] = image.pk

    def settle(self, record: PostRecord, *, is_dry_run: bool) -> PostRecord:
        """Return a record with its pictures, or what is wrong with them."""
        for wanted in _wanted_by(record):
            place = (record.file_name, wanted.reference)
            if problem := self._problem_at(place, is_dry_run=is_dry_run):
                record = record.with_problem(f"{problem}:{wanted.reference}")
        if is_dry_run:
            return record
        blocks = tuple(self._with_image(record, block) for block in record.blocks)
        lead = record.lead_image
        if lead is not None:
            lead = replace(lead, image=self._image_at(record, lead.reference))
        return replace(record, blocks=blocks, lead_image=lead)

    def addresses_at_hand(self, record: PostRecord) -> frozenset[str]:
        """Return the addresses in a record whose pictures can be had."""
        return frozenset(
            block.value["address"]
            for block in record.blocks
            if block.type == "image" and self._is_at_hand(record, block.reference)
        )

    def _is_at_hand(self, record: PostRecord, reference: str) -> bool:
        digest = self._digests.get((record.file_name, reference), "")
        return bool(digest) and digest not in self._broken

    def _new_files(self) -> list[tuple[str, Path]]:
        return [row for row in self._paths.items() if row[0] not in self._images]

    def _problem_at(self, place: tuple[str, str], *, is_dry_run: bool) -> str:
        digest = self._digests.get(place, "")
        if digest in self._broken:
            return _BROKEN
        is_known = digest in self._images or (is_dry_run and digest in self._paths)
        if digest and not is_known:
            return _MISSING
        return self._problems.get(place, "")

    def _image_at(self, record: PostRecord, reference: str) -> int | None:
        digest = self._digests.get((record.file_name, reference), "")
        return self._images.get(digest)

    def _with_image(self, record: PostRecord, block: Block) -> Block:
        if block.type != "image":
            return block
        image = self._image_at(record, block.reference)
        if image is None:
            return block
        address = block.value["address"]
        kept = "" if is_path(address) else address
        return replace(block, value={**block.value, "image": image, "address": kept})


def _wanted_by(record: PostRecord) -> Iterable[_Wanted]:
    """Yield the pictures that a record names."""
    for block in record.blocks:
        if block.type == "image" and (block.reference or block.options.get("hash")):
            words = {name: block.value[name] for name in ("caption", "credit", "alt")}
            yield _Wanted(block.reference, block.options.get("hash", ""), **words)
    if record.lead_image is not None:
        yield _Wanted(record.lead_image.reference, record.lead_image.digest)


def _wait_for_other_runs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _make_image(file: PictureFile, wanted: _Wanted) -> NewsImage:
    """Add a picture to the library; a run that was killed finds its file again."""
    name = file.checked_name()
    image = NewsImage(title=_title(wanted, name), alt_text=(wanted.alt or "")[:200])
    image.credit = (wanted.credit or read_picture_credit(wanted.caption))[:100]
    image.description = wanted.caption[:255]
    storage = image.file.field.storage
    path = image.get_upload_to(f"{file.digest[:12]}-{name}")
    if not storage.exists(path) or storage.size(path) != len(file.data):
        storage.delete(path)
        path = storage.save(path, ContentFile(file.data))
    image.file = path
    image._set_image_file_metadata()
    image.file.close()
    image.save()
    return image


def _title(wanted: _Wanted, name: str) -> str:
    return (wanted.caption or wanted.alt or name)[:255]

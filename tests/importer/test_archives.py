"""Zip and tar archives of posts, friendly and not."""

import io
import os
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from news.importer.archives import unpack
from news.importer.bounds import ArchiveTooLargeError
from news.importer.find import find_post_files, open_post_files
from news.importer.read import PathError, UnreadableFileError, read_post
from news.importer.record import read_record
from tests.importer.builders import post_text

Pack = Callable[[Path, dict[str, bytes]], Path]
POST = post_text().encode()


def make_zip(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "posts.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_tar(folder: Path, members: dict[str, bytes], mode: str = "gz") -> Path:
    path = folder / f"posts.tar.{mode}"
    with tarfile.open(path, f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def make_bz2(folder: Path, members: dict[str, bytes]) -> Path:
    return make_tar(folder, members, "bz2")


def make_xz(folder: Path, members: dict[str, bytes]) -> Path:
    return make_tar(folder, members, "xz")


every_kind = pytest.mark.parametrize("pack", [make_zip, make_tar, make_bz2, make_xz])


@every_kind
def test_an_archive_gives_its_posts(tmp_path: Path, pack: Pack) -> None:
    path = pack(tmp_path, {"a/二.md": POST, "a/一.md": POST, "a/notes.txt": b"x"})

    with open_post_files([path]) as files:
        names = [file.name for file in files]
        title = read_record(files[0]).title

    assert names == ["a/一.md", "a/二.md"]
    assert title == "一湖碧水怎样回来"


@every_kind
def test_what_was_unpacked_goes_at_the_end(tmp_path: Path, pack: Pack) -> None:
    path = pack(tmp_path, {"a.md": POST})

    with open_post_files([path]) as files:
        places = [file.path for file in files]

    assert [place.exists() for place in places] == [False]


def test_a_file_of_an_archive_is_small_and_read_by_other_processes(
    tmp_path: Path,
) -> None:
    path = make_zip(tmp_path, {"a.md": POST})

    with open_post_files([path]) as files:
        packed = pickle.dumps(files[0])
        assert read_record(pickle.loads(packed)).problems == ()  # noqa: S301

    assert len(packed) < 400


@every_kind
@pytest.mark.parametrize("name", ["../out.md", "a/../../out.md", "C:\\out.md"])
def test_an_archive_that_writes_elsewhere_is_refused(
    tmp_path: Path, pack: Pack, name: str
) -> None:
    path = pack(tmp_path, {"a.md": POST, name: POST})

    with pytest.raises(PathError, match="outside of it"):
        find_post_files([path])

    assert not (tmp_path.parent / "out.md").exists()


def test_an_absolute_name_stays_inside(tmp_path: Path) -> None:
    path = make_tar(tmp_path, {"/srv/a.md": POST})

    with open_post_files([path]) as files:
        assert [file.name for file in files] == ["srv/a.md"]


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "posts.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.FIFOTYPE,
        ):
            entry = tarfile.TarInfo(f"{kind.decode()}.md")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        entry = tarfile.TarInfo("a.md")
        entry.size = len(POST)
        archive.addfile(entry, io.BytesIO(POST))

    with open_post_files([path]) as files:
        assert [file.name for file in files] == ["a.md"]


def test_names_in_the_encoding_of_windows_are_read(tmp_path: Path) -> None:
    raw = "临湖\\春天.md".encode("gb18030")
    path = make_zip(tmp_path, {"x" * len(raw): POST})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))

    with open_post_files([path]) as files:
        assert [file.name for file in files] == ["临湖/春天.md"]


def test_names_of_old_tars_are_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.tar"
    with tarfile.open(
        path, "w", format=tarfile.GNU_FORMAT, encoding="gb18030"
    ) as archive:
        entry = tarfile.TarInfo("春天.md")
        entry.size = len(POST)
        archive.addfile(entry, io.BytesIO(POST))

    with open_post_files([path]) as files:
        assert [file.name for file in files] == ["春天.md"]


def test_two_members_of_one_name_are_two_posts(tmp_path: Path) -> None:
    path = make_tar(tmp_path, {"a.md": POST, "./a.md": POST, "/a.md": POST})

    with open_post_files([path]) as files:
        assert [file.name for file in files] == ["a.md", "a~2.md", "a~3.md"]


def test_a_name_too_long_for_the_disk_is_cut(tmp_path: Path) -> None:
    path = make_zip(tmp_path, {f"{'湖' * 200}.md": POST})

    with open_post_files([path]) as files:
        assert files[0].name.endswith(".md")
        assert read_record(files[0]).problems == ()


def test_a_member_too_large_for_a_post_is_reported_by_its_name(tmp_path: Path) -> None:
    path = make_zip(tmp_path, {"a.md": POST, "big.md": b"x" * (17 * 1024 * 1024)})

    with (
        open_post_files([path]) as files,
        pytest.raises(UnreadableFileError, match=r"big\.md is larger"),
    ):
        read_post(files[1])


def test_an_archive_made_to_fill_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.importer.bounds._SMALL_TOTAL", 1024 * 1024)
    path = make_tar(tmp_path, {"a.bin": bytes(4 * 1024 * 1024), "a.md": POST})

    with pytest.raises(PathError, match="unpacks to more"):
        find_post_files([path])


@every_kind
@pytest.mark.parametrize(
    ("setting", "most", "words"),
    [
        ("IMPORT_MAX_UNPACKED_FILES", 2, "holds more than 2 files"),
        ("IMPORT_MAX_UNPACKED_SIZE", 2 * len(POST), "unpacks to more than"),
    ],
)
def test_an_archive_that_holds_too_much_is_refused_by_the_setting(
    tmp_path: Path, settings: Any, pack: Pack, setting: str, most: int, words: str
) -> None:
    setattr(settings, setting, most)
    path = pack(tmp_path, {"a.md": POST, "b.md": POST, "c.md": POST})

    with pytest.raises(ArchiveTooLargeError, match=f"{words}.*{setting}"):
        find_post_files([path])


def test_a_thousand_members_of_one_name_are_looked_up_a_few_times_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "posts.tar"
    with tarfile.open(path, "w") as archive:
        for _number in range(1000):
            archive.addfile(tarfile.TarInfo("a.md"), io.BytesIO(b""))
    asked = []
    exists = Path.exists
    monkeypatch.setattr(
        Path, "exists", lambda place: asked.append(place) or exists(place)
    )

    unpack(path, tmp_path / "out")

    assert len(list((tmp_path / "out").iterdir())) == 1000
    assert len(asked) < 2500


@pytest.mark.parametrize(
    "marks",
    [
        {"GNU.sparse.map": "0,1,2,3"},
        {"GNU.sparse.size": "9"},
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
    ],
)
def test_a_file_with_holes_is_refused(tmp_path: Path, marks: dict[str, str]) -> None:
    path = tmp_path / "posts.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("a.md")
        entry.size, entry.pax_headers = len(POST), marks
        archive.addfile(entry, io.BytesIO(POST))

    with pytest.raises(PathError, match="a file with holes"):
        find_post_files([path])


@pytest.mark.parametrize(
    "kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME]
)
def test_a_head_made_to_fill_the_memory_is_not_read(
    tmp_path: Path, kind: bytes
) -> None:
    head = tarfile.TarInfo("a.md")
    head.type, head.size = kind, 2 * 1024 * 1024
    path = tmp_path / "posts.tar"
    path.write_bytes(head.tobuf() + bytes(head.size) + bytes(1024))

    with pytest.raises(PathError, match="no ordinary head"):
        find_post_files([path])


@every_kind
def test_a_damaged_archive_is_named(tmp_path: Path, pack: Pack) -> None:
    path = pack(tmp_path, {"a.md": POST, "b.md": os.urandom(50_000)})
    path.write_bytes(path.read_bytes()[:-10_000])

    with pytest.raises(PathError, match="cannot be read"):
        find_post_files([path])


def test_an_archive_without_posts_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="holds no posts"):
        find_post_files([make_zip(tmp_path, {"a.txt": b"x"})])


def test_two_archives_of_the_same_names_keep_their_own(tmp_path: Path) -> None:
    first = make_zip(tmp_path, {"a.md": POST})
    second = make_tar(tmp_path, {"a.md": POST})

    with open_post_files([first, second]) as files:
        assert [file.name for file in files] == ["a.md", "posts.tar.gz/a.md"]

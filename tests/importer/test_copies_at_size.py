"""Copies are found by what is kept of many files: numbers of 64 bits."""

from pathlib import Path

from news.importer.copies import find_copies, key_digest
from news.importer.read import find_post_files
from tests.importer.builders import CODE, OTHER, post_text, write_post


def _names(groups: object) -> list[list[str]]:
    return [[file.name for file in group] for group in groups]  # type: ignore[attr-defined]


def test_copies_stand_together_where_the_first_of_them_stands(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(), "a.md")
    write_post(tmp_path, post_text(code=OTHER), "b.md")
    write_post(tmp_path, post_text(code=CODE.removeprefix("NW")), "c.md")
    files = find_post_files([tmp_path])

    copies = find_copies(files, map(key_digest, files))

    assert _names(copies.groups(files)) == [["a.md", "c.md"], ["b.md"]]


def test_two_articles_of_one_digest_stay_two(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(), "a.md")
    write_post(tmp_path, post_text(code=OTHER), "b.md")
    files = find_post_files([tmp_path])

    copies = find_copies(files, [7, 7])

    assert _names(copies.groups(files)) == [["a.md"], ["b.md"]]

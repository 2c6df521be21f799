"""The made-up archive is the same each time, and reads as it is meant."""

from pathlib import Path

import pytest

from news.importer.find import find_post_files
from news.importer.record import read_record
from tests.benchmarks.archive import make_post, posts, write_archive

COUNT = 60


def test_a_post_depends_on_its_number_alone() -> None:
    whole = list(posts(COUNT))

    assert list(posts(10, start=30)) == whole[30:40]
    assert make_post(7) == whole[7]
    assert make_post(7, seed=2) != whole[7]


@pytest.mark.parametrize("is_messy", [False, True])
def test_every_post_has_a_name_of_its_own(is_messy: bool) -> None:
    names = {post.name for post in posts(COUNT, is_messy=is_messy)}

    assert len(names) == COUNT


def test_plain_posts_have_no_problems(tmp_path: Path) -> None:
    write_archive(tmp_path, COUNT)

    records = [read_record(file) for file in find_post_files([tmp_path])]

    assert len({record.key for record in records}) == COUNT
    assert {problem for record in records for problem in record.problems} == set()
    assert all(record.source and record.category.name for record in records)


def test_messy_posts_are_mended_and_some_stand_twice(tmp_path: Path) -> None:
    write_archive(tmp_path, COUNT, is_messy=True)

    records = [read_record(file) for file in find_post_files([tmp_path])]

    assert len({record.key for record in records}) < COUNT
    assert not any(record.is_refused or record.is_draft for record in records)
    assert any(record.problems for record in records)

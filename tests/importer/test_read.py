"""Finding and decoding post files."""

from pathlib import Path

import pytest

from news.importer.read import (
    PathError,
    PostFile,
    UnreadableFileError,
    find_post_files,
    read_post,
)
from tests.importer.builders import (
    SENTENCE,
    post_text,
    read,
    write_empty_files,
    write_post,
)


def test_a_folder_gives_its_posts_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_empty_files(
        tmp_path, "b.md", "a/c.markdown", "d.html", "notes.txt", ".hidden.md"
    )

    names = [file.name for file in find_post_files([tmp_path])]

    assert names == ["a/c.markdown", "b.md", "d.html"]


def test_a_file_named_twice_is_one_post(tmp_path: Path) -> None:
    path = write_post(tmp_path, "", "a.md")

    files = find_post_files([tmp_path, path])

    assert files == [PostFile("a.md", path)]


def test_posts_of_the_same_name_keep_names_of_their_own(tmp_path: Path) -> None:
    write_post(tmp_path, "", "one/a.md")
    write_post(tmp_path, "", "two/a.md")

    names = [
        file.name for file in find_post_files([tmp_path / "one", tmp_path / "two"])
    ]

    assert names == ["a.md", "two/a.md"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("absent", "There is no file or folder"),
        ("empty", "holds no posts"),
        ("notes.txt", "is no post"),
    ],
)
def test_a_path_without_posts_is_named(
    tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "empty").mkdir()
    write_post(tmp_path, "", "notes.txt")

    with pytest.raises(PathError, match=sentence):
        find_post_files([tmp_path / name])


def test_a_file_too_large_for_a_post_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.importer.files.LARGEST_FILE", 10)
    path = write_post(tmp_path, post_text())

    with pytest.raises(UnreadableFileError, match="larger than"):
        read_post(PostFile(path.name, path))


@pytest.mark.parametrize(
    ("encoding", "problems"),
    [
        ("utf-8", set()),
        ("utf-8-sig", {"bom_removed"}),
        ("gb18030", {"encoding_not_utf8"}),
        ("utf-16", {"bom_removed", "encoding_not_utf8"}),
    ],
)
def test_a_post_is_decoded(tmp_path: Path, encoding: str, problems: set[str]) -> None:
    record = read(tmp_path, post_text().encode(encoding))

    assert record.title == "一湖碧水怎样回来"
    assert record.blocks[0].text == SENTENCE
    assert set(record.problems) == problems


def test_a_few_broken_bytes_do_not_change_the_encoding(tmp_path: Path) -> None:
    content = post_text(f"<p>{SENTENCE}@@</p>").encode().replace(b"@@", b"\xff\xfe")

    record = read(tmp_path, content)

    assert record.blocks[0].text.startswith(SENTENCE)
    assert record.problems == ("invalid_bytes_replaced",)


def test_windows_line_ends_are_no_problem(tmp_path: Path) -> None:
    record = read(tmp_path, post_text().replace("\n", "\r\n"))

    assert record.problems == ()
    assert record.blocks[0].text == SENTENCE


@pytest.mark.parametrize(
    ("character", "problem"),
    [
        ("\0", "control_characters_removed"),
        ("\x1b", "control_characters_removed"),
        ("\u200b", "invisible_characters_removed"),
        ("\u00ad", "invisible_characters_removed"),
        ("&#8203;", "invisible_characters_removed"),
    ],
)
def test_invisible_characters_go(tmp_path: Path, character: str, problem: str) -> None:
    record = read(tmp_path, post_text(f"<p>柳絮{character}{SENTENCE}</p>"))

    assert record.blocks[0].text == f"柳絮{SENTENCE}"
    assert record.problems == (problem,)


def test_the_joiner_inside_an_emoji_stays(tmp_path: Path) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

    record = read(tmp_path, post_text(f"<p>{family}{SENTENCE}</p>"))

    assert record.blocks[0].text == family + SENTENCE
    assert record.problems == ()

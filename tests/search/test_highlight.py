"""Marking what was found."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlight import Marker
from search.query import parse

FILLER = "今天天气很好，大家都在湖边散步。" * 20
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2)


def without_tags(marked: str) -> str:
    """Return the text that a marked text shows."""
    return html.unescape(re.sub("</?mark>", "", marked))


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("县里夯实基础。", ["夯实"], "县里<mark>夯实</mark>基础。"),
        ("縣裡夯實基礎。", ["夯实"], "縣裡<mark>夯實</mark>基礎。"),
        ("ＣＯＶＩＤ－１９", ["covid-19"], "<mark>ＣＯＶＩＤ－１９</mark>"),
        ("高质量发展", ["高质量", "发展"], "<mark>高质量发展</mark>"),
        ("张掖市市长", ["掖市", "市市"], "张<mark>掖市市</mark>长"),
        ("文明城市", ["文明", "文明城市"], "<mark>文明城市</mark>"),
        ("文明城市", ["明城", "文明城市"], "<mark>文明城市</mark>"),
        ("Gansu gan", ["gan"], "Gansu <mark>gan</mark>"),
        ("XA股", ["a股"], "XA股"),
        ("股BC", ["股b"], "股BC"),
        ("A股B", ["股b"], "A<mark>股B</mark>"),
        ("B股A", ["b股"], "<mark>B股</mark>A"),
        ("<b>夯实</b>", ["夯实"], "&lt;b&gt;<mark>夯实</mark>&lt;/b&gt;"),
        ("夯实", [], "夯实"),
    ],
    ids=[
        "word",
        "traditional",
        "full width",
        "side by side",
        "overlapping",
        "longest",
        "inside a longer one",
        "whole Latin words",
        "goes on before",
        "goes on after",
        "Han after a letter",
        "Han before a letter",
        "escaped",
        "nothing to mark",
    ],
)
def test_terms_are_marked_at_the_original_characters(
    text: str, terms: list[str], marked: str
) -> None:
    assert Marker(terms).mark(text) == marked


@given(st.text(), HAN)
def test_marking_changes_no_character(text: str, term: str) -> None:
    assert without_tags(Marker([term]).mark(text + term + text)) == text + term + text


def test_a_passage_starts_at_the_clause_of_the_word() -> None:
    text = f"{FILLER}县里不断夯实基础。{FILLER}"

    assert Marker(["夯实"]).passage(text).startswith("…县里不断<mark>夯实</mark>基础。")


def test_a_passage_has_the_most_different_terms() -> None:
    text = f"夯实，夯实，夯实。{FILLER}夯实创建基础。{FILLER}"

    assert "<mark>夯实</mark>创建<mark>基础</mark>" in Marker(["夯实", "基础"]).passage(
        text
    )


def test_a_passage_has_the_rare_word_however_often_another_stands_before_it() -> None:
    text = f"{'基础。' * 900}{FILLER}基础夯实。{FILLER}"

    assert "<mark>基础夯实</mark>" in Marker(["夯实", "基础"]).passage(text)


def test_what_stands_before_a_passage_does_not_count_for_it() -> None:
    alone = f"夯实。{FILLER}基础。{FILLER}创建，创建，创建。{FILLER}"

    found = Marker(["夯实", "基础", "创建"]).passage(
        f"{alone}基础夯实。{FILLER}创建。{FILLER}"
    )

    assert "<mark>基础夯实</mark>" in found


def test_of_passages_with_as_many_terms_the_one_that_has_them_oftener_is_shown() -> (
    None
):
    text = f"甲处夯实。{FILLER}乙处夯实，夯实。{FILLER}丙处夯实，夯实。{FILLER}"

    assert "乙处<mark>夯实</mark>" in Marker(["夯实"]).passage(text)


@pytest.mark.parametrize("number", [8, 11, 12])
def test_a_long_stretch_is_shown_whole(number: int) -> None:
    # As long as a passage, it leaves no room for the beginning of its clause.
    stretch = "县里夯实社区基础建设" * number
    text = f"{FILLER}在此之前{stretch}，{FILLER}"

    assert f"<mark>{stretch}</mark>" in Marker([stretch]).passage(text)


def test_of_a_stretch_longer_than_a_passage_its_beginning_is_shown() -> None:
    stretch = "".join(f"第{number}号" for number in range(100, 150))

    passage = Marker([stretch]).passage(f"{FILLER}在此之前{stretch}，{FILLER}")

    assert passage.startswith(f"…{stretch[:100]}")


def test_without_a_clause_a_passage_begins_a_little_before() -> None:
    text = "长" * 200 + "夯实" + "句" * 200

    assert Marker(["夯实"]).passage(text).startswith(f"…{'长' * 10}<mark>夯实</mark>句")


def test_each_term_counts_once_however_often_it_has_been_left_behind() -> None:
    text = f"夯实夯实。{FILLER}夯实、基础。{FILLER}社区。{FILLER}"

    passage = Marker(["夯实", "基础", "社区"]).passage(text)

    assert passage.startswith("…<mark>夯实</mark>、<mark>基础</mark>")


def test_a_passage_without_a_term_is_the_beginning() -> None:
    assert Marker(["夯实"]).passage(FILLER).startswith("今天天气很好")


def test_a_passage_of_a_short_text_is_all_of_it() -> None:
    assert Marker(["夯实"]).passage("县里夯实基础") == "县里<mark>夯实</mark>基础"


def test_a_passage_is_bounded() -> None:
    assert len(without_tags(Marker(["湖边"]).passage(FILLER * 50, length=80))) <= 82


@given(st.text(max_size=300), HAN, st.integers(min_value=10, max_value=60))
def test_a_passage_is_a_part_of_the_text(text: str, term: str, length: int) -> None:
    whole = text + term + text

    shown = without_tags(Marker([term]).passage(whole, length)).removeprefix("…")

    assert shown.removesuffix("…").strip() in whole


def test_a_story_found_by_a_part_of_a_word_shows_which() -> None:
    found = Marker(parse("文明城市").terms).passage("写城市的书很多。")

    assert found == "写<mark>城市</mark>的书很多。"


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        # A character that folds into none of the term's changes nothing.
        ("縣里夯实", "夯实", "縣里<mark>夯实</mark>"),
        ("縣里夯實", "夯实", "縣里<mark>夯實</mark>"),
        ("夯实臺灣颱風", "台风", "夯实臺灣<mark>颱風</mark>"),
        ("⾥程", "里程", "<mark>⾥程</mark>"),
        ("Ａ股研讨", "a股", "<mark>Ａ股</mark>研讨"),
        ("３39届", "39", "３39届"),
    ],
)
def test_a_text_is_marked_however_it_is_written(
    text: str, term: str, expected: str
) -> None:
    assert Marker([term]).passage(text) == expected


@given(st.text(alphabet="里裏裡⾥台臺颱夯实實Ａaａ1１", max_size=40), st.data())
def test_folding_less_marks_the_same(text: str, data: st.DataObject) -> None:
    term = data.draw(st.sampled_from(["里", "台", "夯实", "里台", "a", "1"]))

    assert Marker([term]).passage(text) == Marker([term]).mark(text).strip()

"""The query language."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import (
    MAX_CLAUSES,
    MAX_LENGTH,
    MAX_TOKENS,
    Filter,
    QueryError,
    SearchQuery,
    parse,
)


def required(text: str) -> list[str]:
    """Return the required tokens of a query."""
    return [token.text for token in parse(text).required]


def optional(text: str) -> list[str]:
    """Return the tokens that a story may lack and still have all the words."""
    return [token.text for token in parse(text).tokens if not token.is_required]


def test_pairs_inside_a_word_are_required() -> None:
    assert required("高质量") == ["高质", "质量"]


def test_a_pair_across_two_words_is_optional() -> None:
    assert optional("高质量发展") == ["量发"]


def test_a_pair_at_a_word_of_one_character_is_required() -> None:
    assert required("届运动会") == ["届运", "运动", "动会"]


def test_a_traditional_query_is_simplified() -> None:
    assert required("張掖") == ["张掖"]


def test_a_number_is_required_with_the_character_after_it() -> None:
    assert (required("8月"), optional("8月")) == (["8月"], ["8"])


def test_parts_of_a_word_are_required_and_the_whole_is_not() -> None:
    assert required("covid-19") == ["covid", "19"]
    assert optional("covid-19") == ["covid-19"]


def test_a_lone_character_is_a_prefix() -> None:
    (token,) = parse("书").tokens

    assert (token.text, token.is_prefix) == ("书", True)


@pytest.mark.parametrize(
    "text", ['"夯实基础"', "“夯实基础”", "「夯实基础」", "＂夯实基础＂"]
)
def test_quotes_of_any_kind_make_a_phrase(text: str) -> None:
    assert parse(text).phrases == ("夯实基础",)


def test_all_pairs_of_a_phrase_are_required() -> None:
    assert required('"高质量发展"') == ["高质", "质量", "量发", "发展"]


def test_a_minus_excludes_words_and_phrases() -> None:
    assert parse('会议 -足球 -"女子 篮球"').excluded == ("足球", "女子 篮球")


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parse("covid-19").excluded == ()


def test_filters_are_read_with_full_width_colons_and_quotes() -> None:
    assert parse('category：要闻 -source:"甘肃 日报"').filters == (
        Filter("category", ("要闻",)),
        Filter("source", ("甘肃 日报",), is_excluded=True),
    )


def test_values_of_one_key_are_alternatives() -> None:
    assert parse("author:张三 author:李四").filters == (
        Filter("author", ("张三", "李四")),
    )


def test_an_unknown_key_is_a_word() -> None:
    assert required("time:9") == ["time", "9"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("after:2022", datetime.date(2022, 1, 1)),
        ("after:2022-06", datetime.date(2022, 6, 1)),
        ("after:2022-06-07", datetime.date(2022, 6, 7)),
    ],
)
def test_a_date_is_the_first_day_of_its_period(text: str, day: datetime.date) -> None:
    assert parse(text).after == day


@pytest.mark.parametrize(
    "text",
    ["after:2022-13", "before:yesterday", "-after:2022", "after:0000"],
)
def test_a_date_that_is_none_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(QueryError, match=f"'{text}' is no date"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("字" * 201, "at most 200 characters, this one has 201"),
        ("字 " * 33, "at most 32 words, this one has 33"),
        ("……！", "holds no letter"),
        ("", "holds no letter"),
        ('""', "holds no letter"),
        ("category: 要闻", "'category:' needs a value"),
    ],
)
def test_a_query_that_cannot_be_answered_is_an_error(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse(text)


def test_an_error_has_a_sentence_for_readers() -> None:
    with pytest.raises(QueryError) as caught:
        parse("！")

    assert caught.value.notice == "请输入要查找的文字。"


def test_terms_to_mark_are_what_was_typed_its_words_and_their_pairs() -> None:
    assert parse("张掖市高质量发展").terms == (
        "张掖市高质量发展",
        "张掖市",
        "张掖",
        "掖市",
        "高质量",
        "高质",
        "质量",
        "发展",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("湿地公园什么时候开放", ["湿地", "公园", "开放"]),
        ("湿地公园哪一年开放", ["湿地", "公园", "开放"]),
        ("濕地公園甚麼時候開放", ["湿地", "公园", "开放"]),
        ("市民的居住证怎样办理", ["市民", "居住", "住证", "办理"]),
        ("如何 办理 居住证", ["办理", "居住", "住证"]),
        ("什么是湿地", ["湿地"]),
        ("湿地在哪里，是谁的", ["湿地"]),
        ("湿地为什么美", ["湿地", "美"]),
        ("2022年为何放假", ["2022年", "放假"]),
    ],
)
def test_of_a_question_is_looked_for_what_it_asks_about(
    text: str, words: list[str]
) -> None:
    assert required(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "什么时候",
        "为什么呢，为什么",
        "书在哪里呢",
        "“什么时候”开放 湿地公园",
        "任何时候都开放的湿地公园",
        "许多少年儿童来到湿地公园",
        "例如何先生来到湿地公园",
        "哪吒在湿地公园",
        "湿地公园的春天",
    ],
)
def test_what_is_no_question_is_looked_for_as_it_is(text: str) -> None:
    assert parse(text).left_out == ()


@given(st.text("什么时候怎样哪里如何为多少湿地公园1a的，", max_size=4))
def test_however_a_story_goes_up_to_four_characters_of_it_find_it(text: str) -> None:
    with contextlib.suppress(QueryError):
        assert parse(text).left_out == ()


def test_what_is_left_out_of_a_question_is_told_once() -> None:
    assert parse("湿地的春天是什么样？ 湿地的秋天呢，什么样").left_out == (
        "的",
        "是",
        "什么样",
        "呢",
    )


def test_a_question_is_marked_whole_or_by_what_it_asks_about() -> None:
    assert parse("居住证怎么办理").terms == (
        "居住证怎么办理",
        "居住证",
        "办理",
        "居住",
        "住证",
    )


def test_a_question_counts_as_it_was_typed_with_all_of_it() -> None:
    assert parse("居住证怎么办理").spans == ("居住证怎么办理",)


@given(st.text(max_size=200))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    query: SearchQuery | None = None

    with contextlib.suppress(QueryError):
        query = parse(text)

    assert query is None or not query.is_empty


# What a query may cost: counted, not timed.

DISTINCT = "".join(chr(0x4E00 + number) for number in range(3 * MAX_LENGTH))


@pytest.mark.parametrize(
    "text",
    [
        DISTINCT[:MAX_LENGTH],
        " ".join(DISTINCT[:MAX_CLAUSES]),
        " ".join(f'"{one}"' for one in DISTINCT[:MAX_CLAUSES]),
        ",".join("abcdefghij0123456789" * 5),
        "1月" * (MAX_LENGTH // 2),
        "-甲 " * MAX_CLAUSES,
        "category:甲 " * 16,
    ],
)
def test_a_hostile_query_has_few_parts(text: str) -> None:
    query = parse(text)

    assert len(query.tokens) <= MAX_TOKENS
    assert len(query.terms) <= MAX_TOKENS
    assert len(query.spans) <= MAX_CLAUSES
    assert len(query.phrases) + len(query.excluded) <= MAX_CLAUSES


@pytest.mark.parametrize("sign", ['"', "“", "「", "*", "-", "(", "字 ", "-a ", '"a" '])
def test_ten_thousand_characters_are_refused_before_they_are_read(sign: str) -> None:
    text = (sign * 10_000)[:10_000]

    with pytest.raises(QueryError, match="at most 200 characters"):
        parse(text)


@pytest.mark.parametrize("sign", ['"', "“”", "a "])
def test_many_clauses_are_refused(sign: str) -> None:
    with pytest.raises(QueryError, match="at most 32 words"):
        parse(sign * (MAX_LENGTH // len(sign)))

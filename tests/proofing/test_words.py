"""The word lists in stories: what is found, what shields, who has which title."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.models import ProofingTerm
from news.proofing.draft import Draft, Piece
from news.proofing.lexicon import Lexicon, lexicon
from news.proofing.rules.words import listed_words
from tests.proofing.stories import corrected, found, story_of

pytestmark = pytest.mark.django_db


def term(word: str, replacement: str = "", **fields: str) -> ProofingTerm:
    """Put a word into the lists."""
    return ProofingTerm.objects.create(word=word, replacement=replacement, **fields)


def test_a_wrong_word_is_found_wherever_it_stands() -> None:
    term("布署", "部署", severity="block", note="见《词典》。")

    findings = found(listed_words, "会议布署了工作。", title="布署工作", summary="布署")

    assert [each.field for each in findings] == ["title", "summary", "body"]
    assert findings[2].block_id == "block-0"
    assert findings[2].message == "“布署”应为“部署”。见《词典》。"
    assert findings[2].is_blocking


def test_all_occurrences_share_one_key() -> None:
    term("布署", "部署")

    first, second = found(listed_words, "会议布署了工作，又布署了一次。")

    assert first.key == second.key
    assert first.start != second.start


def test_the_longest_word_wins_and_exceptions_shield() -> None:
    term("登录", "登陆", exceptions="登录系统")
    term("台风登录", "台风登陆")

    text = "台风登录沿海，请先登录系统，再登录。"

    assert corrected(listed_words, text) == "台风登陆沿海，请先登录系统，再登陆。"


def test_a_correction_that_holds_the_word_is_no_error() -> None:
    term("粮农组织", "联合国粮农组织")

    assert found(listed_words, "联合国粮农组织发布报告。") == []


def test_a_latin_term_is_a_whole_word() -> None:
    term("app", "客户端")

    findings = found(listed_words, "下载app，happy的apple。")

    assert [each.start for each in findings] == [2]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("县长林静主持会议。", "县委书记林静主持会议。"),
        ("县委书记王小川主持会议。", "县长王小川主持会议。"),
        ("副县长王小川到场。", "县长王小川到场。"),
    ],
)
def test_an_untrue_title_is_found(text: str, right: str) -> None:
    term("林静", "县委书记", kind="name")
    term("王小川", "县长", kind="name")

    assert corrected(listed_words, text) == right


@pytest.mark.parametrize(
    "text",
    [
        "县委书记林静主持会议。",
        "林静说，县长王小川到场。",
        "原县长林静回忆说。",
        "记者林静",
    ],
)
def test_true_and_former_titles_are_left_alone(text: str) -> None:
    term("林静", "县委书记", kind="name")
    term("王小川", "县长", kind="name")

    assert found(listed_words, text) == []


def test_a_change_of_the_lists_is_seen_at_once() -> None:
    wrong = term("布署", "部署")
    assert len(found(listed_words, "布署")) == 1
    ProofingTerm.objects.filter(pk=wrong.pk).update(word="按装")

    assert [each.excerpt for each in found(listed_words, "布署按装")] == ["按装"]


def test_unchanged_lists_cost_one_query(django_assert_num_queries) -> None:
    term("布署", "部署")
    lexicon()

    with django_assert_num_queries(1):
        assert lexicon() is lexicon_again()


def lexicon_again() -> Lexicon:
    """Return the list that this process keeps, without a question."""
    from news.proofing import lexicon as module

    return module._known


def test_words_in_all_kinds_of_blocks_are_read() -> None:
    term("布署", "部署")
    table = {"data": [["布署", "x"]], "table_caption": "布署"}
    story = story_of()
    story.body = [
        ("heading", {"text": "布署", "level": "2"}),
        ("quote", {"text": "布署", "attribution": "布署"}),
        ("image", {"caption": "布署", "credit": "", "alt": "布署"}),
        ("table", table),
        ("code", {"text": "布署"}),
    ]

    parts = [finding.part for finding in listed_words(Draft.of(story))]

    assert parts == [
        "text",
        "text",
        "attribution",
        "caption",
        "alt",
        "table_caption",
        "data.0.0",
        "text",
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text("布署部登录陆ab ，", min_size=1, max_size=4), max_size=8),
    st.data(),
)
def test_offsets_name_the_words(words: list[str], data: st.DataObject) -> None:
    terms = [ProofingTerm(word=word) for word in words]
    text = data.draw(st.text("布署部登录陆ab ，😀\n", max_size=60))

    for term_found, start, end in Lexicon.of("1", terms).matches(text):
        assert text[start:end] == term_found.word


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text("他说：“”‘’（）()《》，,。.!?… 1２a：b\n…2月30日星期一近前", max_size=80)
)
def test_every_rule_names_what_it_quotes(text: str) -> None:
    from news.proofing.rules import dates, numbers, pairs, paragraphs, punctuation

    draft = Draft(story_of(), [Piece("body", "block-0", text, "", "paragraph")])
    rules = [
        punctuation.half_width_marks,
        punctuation.half_width_brackets,
        punctuation.repeated_marks,
        punctuation.full_width_letters,
        punctuation.spaces,
        pairs.unclosed_pairs,
        dates.vague_dates,
        dates.impossible_dates,
        numbers.doubtful_numbers,
        paragraphs.repeated_paragraphs,
    ]

    for finding in (each for rule in rules for each in rule(draft)):
        assert finding.excerpt == text[finding.start : finding.end]
        assert finding.excerpt

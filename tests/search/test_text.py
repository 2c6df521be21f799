"""Folding and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import fold, phrase_tokens, tokens

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


def token_texts(text: str) -> list[str]:
    """Return the tokens that the index keeps of a text."""
    return [token.text for token in tokens(fold(text))]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("張掖臺灣", "张掖台湾"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("NASA", "nasa"),
        ("豈⼀", "岂一"),
        ("甘肃　日报", "甘肃 日报"),
        ("“夯实”", "“夯实”"),
    ],
    ids=["traditional", "full width", "case", "compatibility", "space", "as it is"],
)
def test_folding_unites_what_readers_take_for_the_same(
    written: str, folded: str
) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张掖市", ["张掖", "掖市", "市"]),
        ("书", ["书"]),
        ("2.62%", ["2.62%", "2.62"]),
        ("COVID-19", ["covid-19", "covid", "19"]),
        ("8月举行", ["8", "8月", "月举", "举行", "行"]),
        ("A股", ["a", "a股", "股"]),
        ("NASA的", ["nasa", "的"]),
        ("中，国", ["中", "国"]),
        ("……", []),
    ],
)
def test_tokens_are_pairs_words_and_their_parts(text: str, expected: list[str]) -> None:
    assert token_texts(text) == expected


@given(st.text())
def test_a_token_stands_at_its_offsets(text: str) -> None:
    folded = fold(text)

    assert all(
        folded[token.start : token.end] == token.text for token in tokens(folded)
    )


@given(HAN, HAN, HAN)
def test_a_text_holds_the_phrase_tokens_of_each_part_side_by_side(
    before: str, part: str, after: str
) -> None:
    whole, wanted = token_texts(before + part + after), phrase_tokens(fold(part))

    assert any(
        whole[start : start + len(wanted)] == wanted for start in range(len(whole) + 1)
    )


def test_a_long_run_of_letters_is_cut() -> None:
    assert max(map(len, token_texts("a" * 500))) == 64

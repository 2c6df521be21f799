"""Which syllables are taken for which."""

import pytest

from search.suggestions.confusing import MAX_SOUNDS, confused, others_of


@pytest.mark.parametrize(
    ("syllable", "others"),
    [
        ("zhang", ("zan", "zang", "zhan")),
        ("min", ("ming",)),
        ("nan", ("lan", "lang", "nang")),
        ("gua", ()),
        ("2022", ()),
    ],
)
def test_syllable_is_taken_for(syllable: str, others: tuple[str, ...]) -> None:
    assert others_of(syllable) == others


def test_one_wrong_syllable_comes_before_two() -> None:
    found = confused(["min", "gua", "fu"])

    assert found == ["ming gua fu ", "min gua hu ", "ming gua hu "]


def test_a_long_phrase_has_only_so_many() -> None:
    assert len(confused(["zhang"] * 20)) == MAX_SOUNDS

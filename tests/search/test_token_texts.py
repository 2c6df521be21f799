"""The fast tokens of whole stories are the tokens of the index."""

import pytest

from search.text import fold, token_texts, tokens

TEXTS = [
    "",
    "湖",
    "四月的临湖，柳絮落在水面上。",
    "covid-19 增长2.62%，8月的A股，C++ 与 39届",
    "it's a\\b 'quoted' 繁體與简体 ９月",
    "1,234.5元/吨，https://example.cn/a?b=c",
]


@pytest.mark.parametrize("text", TEXTS)
def test_both_ways_give_the_same_tokens(text: str) -> None:
    folded = fold(text)

    assert list(token_texts(folded)) == [token.text for token in tokens(folded)]

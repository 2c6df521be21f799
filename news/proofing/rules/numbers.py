"""Numbers: GB/T 15835 and the two mistakes that proof-readers meet every day."""

import re
from collections.abc import Iterator

from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

_FIGURE = r"\d[\d,.]*[万亿千百]?"
_TWICE_ABOUT = re.compile(
    rf"(?:大约|约有|约|近|将近)({_FIGURE}多?[\u3400-\u9fff]{{0,3}}?)(?:左右|上下)"
)
_LESS_BY_TIMES = re.compile(
    r"(?:减少|降低|下降|缩小|缩短|下跌)了?(?:近|约|超过|超)?\d+(?:\.\d+)?倍"
)
_FIGURE_AND_SOME = re.compile(r"(?<![\d.])([1-9])0几(?=[个天岁年名人次位家公里米])")
_TENS = ["十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十"]


@rule
def doubtful_numbers(draft: Draft) -> Iterator[Finding]:
    """Find 约…左右, 减少三倍 and 20几."""
    for piece in draft.prose:
        for match in _TWICE_ABOUT.finditer(piece.text):
            message = "“约”和“左右”意思重复，留一个。"
            yield piece.found("number", Severity.NOTE, message, *match.span())
        for match in _LESS_BY_TIMES.finditer(piece.text):
            message = "减少、下降不用“倍”，改用百分比或分数。"
            yield piece.found("number", Severity.WARN, message, *match.span())
        for match in _FIGURE_AND_SOME.finditer(piece.text):
            right = f"{_TENS[int(match[1]) - 1]}几"
            yield piece.found(
                "number",
                Severity.NOTE,
                "带“几”的约数用汉字。",
                *match.span(),
                suggestion=right,
            )

"""Punctuation and widths: GB/T 15834, as far as a machine can be sure."""

import re
from collections.abc import Iterator

from news.proofing.draft import Draft, Piece
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

HAN = r"\u3400-\u9fff"
_OPENING = "“‘（《〈【「『"
_CLOSING = "”’）》〉】」』"
# Half-width marks after Han or a figure, before Han, a figure or the end of a line.
_HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}{_CLOSING}])[,;:!?](?=[{HAN}{_OPENING}{_CLOSING}\d\s]|$)"
    rf"|(?<=[\d%A-Za-z])[,;!?](?=[{HAN}{_OPENING}])"
    rf"|(?<=[{HAN}{_CLOSING}])\.(?=\s*$)",
    re.MULTILINE,
)
_FULL_WIDTH_OF = dict(zip(",;:!?.", "，；：！？。", strict=True))
_HALF_BRACKETS = re.compile(rf"\([^()\n]*[{HAN}][^()\n]*\)")
_STRAIGHT_QUOTES = re.compile(rf'"([^"\n“”]*[{HAN}][^"\n“”]*)"')
_REPEATED = re.compile(r"([，、；：])\1+|。{2}(?!。)|[，、；：][。！？]|。[，、；：。]")
_SHOUTED = re.compile(r"([！？])\1{2,}")
_DOTS = re.compile(rf"(?<=[{HAN}{_CLOSING}，])(?:\.{{3,}}|。{{3,}}|(?<!…)…(?!…))")
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[．－％][０-９Ａ-Ｚａ-ｚ]+)*％?")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GAP = re.compile(
    rf"(?<=[{HAN}，。；：！？、])[ \u3000\u00a0]+(?=[{HAN}])"
    rf"|(?<=[{HAN}])[ \u3000\u00a0]+(?=[，。；：！？、])"
)
_SENTENCE_END = re.compile("[。！？]")
# Who made it stands apart by spaces: 记者 张三 摄.
_CREDITS = re.compile(
    "记者|通讯员|摄|供图|作者|编辑|责编|校对|审核|编审|来源|绘|文/|图/"
)


@rule
def half_width_marks(draft: Draft) -> Iterator[Finding]:
    """Find commas and the like of Latin texts between Han."""
    for piece in draft.prose:
        for match in _HALF_WIDTH.finditer(piece.text):
            right = _FULL_WIDTH_OF[match.group()]
            message = f"汉字后面的“{match.group()}”是半角的，应为“{right}”。"
            yield _around(piece, "half-width", match, message, right)


@rule
def half_width_brackets(draft: Draft) -> Iterator[Finding]:
    """Find brackets and quotation marks of Latin texts around Han."""
    for piece in draft.prose:
        for match in _HALF_BRACKETS.finditer(piece.text):
            yield piece.found(
                "half-width",
                Severity.NOTE,
                "中文内容用全角的括号。",
                *match.span(),
                suggestion=f"（{match.group()[1:-1]}）",
            )
        for match in _STRAIGHT_QUOTES.finditer(piece.text):
            yield piece.found(
                "quotes",
                Severity.WARN,
                "中文内容用“弯”引号，不用直引号。",
                *match.span(),
                suggestion=f"“{match.group(1)}”",
            )


@rule
def repeated_marks(draft: Draft) -> Iterator[Finding]:
    """Find marks that stand twice, and dots that are no 省略号."""
    for piece in draft.prose:
        for match in _REPEATED.finditer(piece.text):
            marks = match.group()
            message = f"标点“{marks}”重复或连用。"
            yield _around(piece, "repeated", match, message, marks[-1])
        for match in _SHOUTED.finditer(piece.text):
            message = "叹号、问号连用太多。"
            yield _around(piece, "repeated", match, message, match.group(1))
        for match in _DOTS.finditer(piece.text):
            yield _around(piece, "dots", match, "省略号是六个点“……”。", "……")


@rule
def full_width_letters(draft: Draft) -> Iterator[Finding]:
    """Find figures and Latin letters as wide as Han."""
    for piece in draft.prose:
        for match in _FULL_WIDTH.finditer(piece.text):
            yield piece.found(
                "full-width",
                Severity.WARN,
                "数字和字母用半角。",
                *match.span(),
                suggestion=match.group().translate(_NARROW),
            )


@rule
def spaces(draft: Draft) -> Iterator[Finding]:
    """Find spaces inside sentences; headlines and signatures have theirs on purpose."""
    for piece in draft.prose:
        if piece.block_type != "paragraph" and piece.field != "summary":
            continue
        for match in _GAP.finditer(piece.text):
            line = _line_around(piece.text, match.start())
            if _SENTENCE_END.search(line) and not _CREDITS.search(line):
                yield _around(piece, "space", match, "句子中间有多余的空格。", "")


def _around(
    piece: Piece, name: str, match: re.Match[str], message: str, right: str
) -> Finding:
    """Return a finding of marks; the words around tell it from others of its kind."""
    start, end = match.span()
    return piece.found(
        name,
        Severity.NOTE if name == "space" else Severity.WARN,
        message,
        start,
        end,
        suggestion=right,
        about=piece.text[max(0, start - 6) : end + 6],
    )


def _line_around(text: str, place: int) -> str:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[start:] if end < 0 else text[start:end]

"""Markdown bodies as HTML, with what Jekyll's kramdown reads otherwise."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from news.importer.characters import CHINESE, HAN, count_han

# markdown-it drops what is nested deeper.
_MAX_NESTING = 100
_DEEP_QUOTE = re.compile(r"^ {0,3}(?:> ?){8,}", re.MULTILINE)
_HAN_LOST = 20
# Liquid tags and kramdown's attribute lists; code between fences stays.
_LIQUID = re.compile(
    r"(?P<code>^(?P<fence>```|~~~)[\s\S]*?^(?P=fence)|`[^`\n]+`)"
    r"|\{%[^%]{0,2000}%\}|\{\{[^{}]{0,2000}\}\}|\{:[^{}\n]{0,500}\}",
    re.MULTILINE,
)
# "##小标题": kramdown needs no space after the marks; "#话题#" is no heading.
_TIGHT_HEADING = re.compile(r"^(#{2,6})(?=[^#\s])(?!.*#$)", re.MULTILINE)
# Lines set in by four spaces are paragraphs when they hold Chinese or tags.
_INDENTED_TEXT = re.compile(rf"^(?: {{4}}|\t).*[{HAN}<]", re.MULTILINE)
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_CHINESE = re.compile(f"[{CHINESE}]")


def remove_liquid(text: str, problems: set[str]) -> str:
    """Return `text` without Liquid and kramdown markup."""
    removed = False

    def keep_code(match: re.Match[str]) -> str:
        nonlocal removed
        if match["code"]:
            return match[0]
        removed = True
        return ""

    text = _LIQUID.sub(keep_code, text)
    if removed:
        problems.add("unsupported_markup_removed")
    return text


def render_markdown(text: str, problems: set[str]) -> str:
    """Return the HTML of a Markdown text; HTML inside it passes unchanged."""
    text = _DEEP_QUOTE.sub("> ", text)
    parser = _parser(reads_code=_INDENTED_TEXT.search(text) is None)
    html = str(parser.render(_TIGHT_HEADING.sub(r"\1 ", text)))
    if count_han(html) + _HAN_LOST < count_han(text):
        problems.add("text_lost_in_broken_markup")
    return html


@cache
def _parser(*, reads_code: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("emphasis", "chinese_strong", _chinese_strong)
    if not reads_code:
        parser.disable("code")
    # Bad links must be read as links, so that the cleaning step finds them.
    parser.validateLink = _read_any_link  # type: ignore[method-assign]
    return parser


def _read_any_link(url: str) -> bool:
    return True


def _chinese_strong(state: StateInline, silent: bool) -> bool:
    """Read `**重点。**后文`, which CommonMark takes for plain asterisks."""
    match = _STRONG.match(state.src, state.pos, state.posMax)
    if match is None or not _CHINESE.search(match[1]):
        return False
    if not silent:
        end, state.pos, last = match.end(), match.start(1), state.posMax
        state.posMax = match.end(1)
        state.push("strong_open", "strong", 1)
        state.md.inline.tokenize(state)
        state.push("strong_close", "strong", -1)
        state.pos, state.posMax = end, last
        return True
    state.pos = match.end()
    return True

"""Text with its bold, links and breaks, on the way to Wagtail's rich text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape

import nh3

from news.importer.characters import CHINESE

# Stands for <br> inside a run; clean_characters leaves none in a text.
BREAK = "\u2028"

# What rich text may hold: database HTML of the paragraph block's features.
_TAGS = {"p", "b", "i", "a", "ol", "ul", "li", "sup", "sub", "br"}
_SCHEMES = {"http", "https", "mailto", "tel"}

_TAG = re.compile(r"<[^>]*>")
# Text that is its own HTML: words with single spaces between them.
_PLAIN = re.compile(r"[^\s<>&\u2028]+(?: [^\s<>&\u2028]+)*")
# nh3 writes a no-break space as an entity.
_NEEDS_CLEANING = re.compile(r"[<>&\xa0]")
_SPACES = re.compile(r"[^\S\u3000\u2028]+")
_AROUND_BREAK = re.compile(r"[^\S\u2028]*\u2028[^\S\u2028]*")
_EMPTY_MARK = re.compile(r"<(b|i|sup|sub|a)(?: [^>]*)?></\1>")
# A line end beside a Chinese character is no space; tags may stand between.
_JOIN_AFTER = re.compile(rf"([{CHINESE}](?:<[^>]*>)*)\n")
_JOIN_BEFORE = re.compile(rf"\n((?:<[^>]*>)*[{CHINESE}])")
# Two breaks, or one before an indent, or an indent after a sentence.
_NEW_PARAGRAPH = re.compile(
    r"\u2028[^\S\u2028]*\u2028[\s\u2028]*"
    r"|\u2028(?=[\u3000\xa0 ]{2})"
    r"|\n[^\S\n\u3000]*(?=\u3000{2})"
    r"|(?<=[。！？”…])[^\S\u3000]*\u3000{2,}"
)
_LINE_BREAK = re.compile(BREAK)


@dataclass(frozen=True)
class Mark:
    """A tag around text; `href` only for links."""

    tag: str
    href: str = ""

    @property
    def opening(self) -> str:
        """Return the start tag."""
        return f'<a href="{escape(self.href)}">' if self.href else f"<{self.tag}>"


@dataclass(frozen=True)
class Run:
    """A piece of text and the marks around it, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Inline:
    """The text of one paragraph, heading or cell."""

    runs: tuple[Run, ...]

    @cached_property
    def html(self) -> str:
        """Return the text as HTML of b, i, a, sup, sub and br, lines joined."""
        if len(self.runs) == 1 and not self.runs[0].marks:
            text = self.runs[0].text.strip(" \n")
            if _PLAIN.fullmatch(text):
                return text
        html = _SPACES.sub(_one_space, _nest(self.runs))
        html = _JOIN_AFTER.sub(r"\1", html)
        html = _JOIN_BEFORE.sub(r"\1", html).replace("\n", " ")
        html = _AROUND_BREAK.sub(BREAK, html)
        return _trim(html).replace(BREAK, "<br/>")

    @cached_property
    def text(self) -> str:
        """Return the text that a reader sees; a break is a line end."""
        return plain_text(self.html)

    @property
    def is_strong(self) -> bool:
        """Return whether all of the text is bold."""
        runs = [run for run in self.runs if run.text.strip()]
        return bool(runs) and all(_is_bold(run) for run in runs)

    def paragraphs(self) -> list["Inline"]:
        """Return the paragraphs that breaks and indents make of this text."""
        return self._cut(_NEW_PARAGRAPH)

    def lines(self) -> list["Inline"]:
        """Return the lines that single breaks make of this text."""
        return self._cut(_LINE_BREAK)

    def split_first_line(self) -> tuple["Inline", "Inline"]:
        """Return what stands before the first break between words, and the rest."""
        whole = "".join(run.text for run in self.runs)
        start = len(whole) - len(whole.lstrip())
        place = whole.index(BREAK, start)
        return self._slice(0, place), self._slice(place + 1, len(whole))

    def _cut(self, pattern: re.Pattern[str]) -> list["Inline"]:
        whole = "".join([run.text for run in self.runs])
        if pattern.search(whole) is None:
            return [self] if self.text else []
        pieces, start = [], 0
        for match in pattern.finditer(whole):
            pieces.append(self._slice(start, match.start()))
            start = match.end()
        pieces.append(self._slice(start, len(whole)))
        return [piece for piece in pieces if piece.text]

    def _slice(self, start: int, end: int) -> "Inline":
        runs, position = [], 0
        for run in self.runs:
            text = run.text[max(0, start - position) : max(0, end - position)]
            position += len(run.text)
            if text:
                runs.append(Run(text, run.marks))
        return Inline(tuple(runs))


def plain_text(html: str) -> str:
    """Return the text of HTML that this module wrote."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return unescape(_TAG.sub("", html.replace("<br/>", "\n"))).strip()


def clean_rich_text(html: str) -> str:
    """Return `html` with nothing but what the paragraph block may hold."""
    is_paragraph = html.startswith("<p>") and html.endswith("</p>")
    if is_paragraph and _NEEDS_CLEANING.search(html, 3, len(html) - 4) is None:
        return html
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return clean.replace("<br>", "<br/>")


def join_lines(pieces: Iterable[str]) -> str:
    """Return pieces of inline HTML as the lines of one paragraph."""
    return "<br/>".join(pieces)


def _nest(runs: Iterable[Run]) -> str:
    parts: list[str] = []
    open_marks: tuple[Mark, ...] = ()
    for run in runs:
        shared = _shared(open_marks, run.marks)
        parts += [f"</{mark.tag}>" for mark in reversed(open_marks[shared:])]
        parts += [mark.opening for mark in run.marks[shared:]]
        parts.append(escape(run.text, quote=False))
        open_marks = run.marks
    parts += [f"</{mark.tag}>" for mark in reversed(open_marks)]
    return "".join(parts)


def _shared(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _one_space(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "


def _trim(html: str) -> str:
    """Return `html` without spaces and breaks at its ends, inside tags as well."""
    parts = re.split(r"(<[^>]*>)", html)
    texts = [number for number, part in enumerate(parts) if not part.startswith("<")]
    words = [number for number in texts if parts[number].strip()]
    if not words:
        return ""
    first, last = words[0], words[-1]
    for number in texts:
        if number < first or number > last:
            parts[number] = ""
    parts[first] = parts[first].lstrip()
    parts[last] = parts[last].rstrip()
    return _EMPTY_MARK.sub("", "".join(parts))


def _is_bold(run: Run) -> bool:
    return any(mark.tag == "b" for mark in run.marks)

"""HTML of a post as a bounded tree, without what may not be carried over."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from html5lib import HTMLParser

from news.importer.characters import count_han
from news.importer.plain_markup import read_plain

# Deeper markup is flattened: html5lib walks the open elements for each new tag,
# and 3,000 nested divs cost more than a paragraph of 5 MB.
MAX_DEPTH = 60
# html5lib compares each attribute of a tag with all before it.
_LONGEST_ATTRIBUTES = 10_000

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*+)(?P<attributes>(?:"[^"]*"|'[^']*'|[^'"<>])*+)>"""
)
# These do not nest: the next one, or the parent's end, closes them.
_FLAT = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "wbr",
        "col",
        "area",
        "base",
        "embed",
        "source",
        "track",
        "param",
    ]
)
_MISNESTED = re.compile(
    r"adoption-agency|end-tag-too-early|eof-in|missing-end-tag|no-end-tag"
    r"|expected-(?:named-|one-)?(?:closing|end)-tag|unexpected-(?:cell|end-tag)"
    r"|unexpected-(?:start-tag|char)-implies"
)
# All up to the end tag is text of these, or the rest of the post without one.
_RAW_TEXT = frozenset({"script", "style", "iframe", "textarea", "title", "xmp"})

_UNSAFE = frozenset(
    [
        "script",
        "style",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "svg",
        "math",
        "template",
        "noscript",
        "link",
        "meta",
        "base",
        "frame",
        "frameset",
        "portal",
        "plaintext",
        "xmp",
    ]
)
_EMBEDDED = frozenset(
    ["iframe", "video", "audio", "object", "embed", "applet", "canvas"]
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?\s*(?:!\s*important\s*)?(?:;|$)"
    r"|(?:text-indent|(?<![-\w])(?:left|top))\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_AD_NAMES = frozenset(
    [
        "ad",
        "ads",
        "adv",
        "advert",
        "advertisement",
        "advertising",
        "adsbygoogle",
        "guanggao",
        "share",
        "shares",
        "sharebox",
        "bdshare",
        "bdsharebuttonbox",
        "jiathis",
        "social",
        "qrcode",
    ]
)
_LONGEST_AD = 200
_NAME_PARTS = re.compile(r"[\s_-]+")
_HAN_LOST = 20


def parse_html(html: str, problems: set[str]) -> Element:
    """Return the tree of an HTML fragment, cleaned; its root is a div."""
    if html.rfind("<!--") > html.rfind("-->"):
        # A comment that nobody closed would swallow the rest of the story.
        problems.add("html_repaired")
        html = "".join(html.rsplit("<!--", 1))
    plain = read_plain(html)
    if plain is not None:
        _prune(plain, problems)
        return plain
    parser = HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parseFragment(bound_markup(html, problems))
    if any(_MISNESTED.match(code) for _place, code, _data in parser.errors):
        problems.add("html_repaired")
    if _lost_han(root, html.lower()) > _HAN_LOST:
        problems.add("text_lost_in_broken_markup")
    _prune(root, problems)
    return root


def bound_markup(html: str, problems: set[str]) -> str:
    """Return `html` without tags deeper than MAX_DEPTH and endless attributes."""
    open_tags: Counter[str] = Counter()

    def bound(match: re.Match[str]) -> str:
        name = match["name"].lower()
        if len(match["attributes"]) > _LONGEST_ATTRIBUTES:
            problems.add("html_repaired")
            return f"<{match['end']}{name}>"
        if name in _FLAT:
            return match[0]
        if match["end"]:
            open_tags[name] -= open_tags[name] > 0
            return match[0]
        if open_tags.total() >= MAX_DEPTH:
            problems.add("html_repaired")
            return ""
        open_tags[name] += 1
        return match[0]

    return _TAG.sub(bound, html)


def text_of(element: Element) -> str:
    """Return all text inside an element."""
    return "".join(element.itertext())


def _prune(element: Element, problems: set[str]) -> None:
    previous: Element | None = None
    for child in list(element):
        if isinstance(child.tag, str) and not _must_go(child, problems):
            _drop_event_handlers(child, problems)
            _prune(child, problems)
            previous = child
            continue
        _keep_tail(element, previous, child)
        element.remove(child)


def _keep_tail(parent: Element, previous: Element | None, child: Element) -> None:
    if previous is None:
        parent.text = (parent.text or "") + (child.tail or "")
    else:
        previous.tail = (previous.tail or "") + (child.tail or "")


def _must_go(element: Element, problems: set[str]) -> bool:
    # SVG and MathML keep their namespace: "{http://www.w3.org/2000/svg}svg".
    tag = str(element.tag).rpartition("}")[2]
    if tag in ("title", "head"):
        return True
    if tag in _UNSAFE:
        problems.add("unsafe_html_removed")
        return True
    if tag in _EMBEDDED:
        problems.add("embed_removed")
        return True
    if _is_hidden(element):
        if text_of(element).strip():
            problems.add("hidden_text_removed")
        return True
    if _is_advertising(element):
        problems.add("ads_removed")
        return True
    return False


def _is_hidden(element: Element) -> bool:
    style = element.get("style", "")
    return "hidden" in element.attrib or bool(_HIDDEN_STYLE.search(style))


def _is_advertising(element: Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if _AD_NAMES.isdisjoint(_NAME_PARTS.split(names)):
        return False
    return len(text_of(element).strip()) <= _LONGEST_AD


def _drop_event_handlers(element: Element, problems: set[str]) -> None:
    if any(name.lower().startswith("on") for name in element.attrib):
        problems.add("unsafe_html_removed")


def _lost_han(root: Element, html: str) -> int:
    """Return how many Chinese characters broken markup took for something else."""
    unclosed = {
        tag for tag in _RAW_TEXT if html.count(f"<{tag}") > html.count(f"</{tag}")
    }
    return sum(
        count_han(text)
        for element in root.iter()
        for text in _swallowed_text(element, unclosed)
    )


def _swallowed_text(element: Element, unclosed: set[str]) -> Iterator[str]:
    if element.tag in unclosed:
        yield element.text or ""
    if isinstance(element.tag, str):
        yield from element.attrib
        yield from (value for value in element.attrib.values() if "<" in value)

"""The tree of simple, well-formed HTML, without a parser of everything.

Most posts are paragraphs with a few inline tags. What is more than that, or is not
closed in order, is left to html5lib; what is read here comes out the same.
"""

import re
from xml.etree.ElementTree import Element, SubElement

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>p|strong|b|em|i|h[2-4]|blockquote|sup|sub|br|div)"
    r'(?: (?P<key>class|style)="(?P<value>[^"&<>]*)")?(?P<single> ?/)?>'
    r"|(?P<text>[^<&\x00\r]+)"
)
_INLINE = frozenset({"strong", "b", "em", "i", "sup", "sub"})


def read_plain(html: str) -> Element | None:
    """Return the tree of a fragment, its root a DOCUMENT_FRAGMENT; None if not plain."""
    if "&" in html:
        return None
    root = Element("DOCUMENT_FRAGMENT")
    stack = [root]
    end = 0
    for token in _TOKEN.finditer(html):
        if token.start() != end or not _take(token, stack):
            return None
        end = token.end()
    return root if end == len(html) and len(stack) == 1 else None


def _take(token: re.Match[str], stack: list[Element]) -> bool:
    """Add a token to the tree; return whether it may stand there."""
    if text := token["text"]:
        _add_text(stack[-1], text)
        return True
    name = token["name"]
    if token["end"]:
        is_closed = stack[-1].tag == name and not (token["key"] or token["single"])
        if is_closed:
            stack.pop()
        return is_closed
    if not _may_hold(stack, name) or (token["single"] and name != "br"):
        return False
    attributes = {token["key"]: token["value"]} if token["key"] else {}
    element = SubElement(stack[-1], name, attributes)
    if name != "br":
        stack.append(element)
    return True


def _may_hold(stack: list[Element], name: str) -> bool:
    parent = stack[-1].tag
    if name == "br":
        return True
    if name in _INLINE:
        # The same mark twice, and marks around paragraphs, follow rules of their own.
        return all(element.tag != name for element in stack)
    return parent in ("DOCUMENT_FRAGMENT", "div", "blockquote") and len(stack) < 20


def _add_text(element: Element, text: str) -> None:
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text

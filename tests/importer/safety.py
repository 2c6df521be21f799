"""A second opinion on what is safe, with nothing of the importer in it."""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import nh3

TAGS = {"p", "b", "i", "a", "ol", "ul", "li", "sup", "sub", "br"}
SCHEMES = ("http://", "https://", "mailto:", "tel:")
PICTURE = re.compile(r"https?://|[^:]*$", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def assert_safe(stream: list[dict[str, Any]]) -> None:
    """Fail when a stream value holds markup or an address that must not be there."""
    assert not CONTROL.search(json.dumps(stream, ensure_ascii=False).replace("\n", ""))
    for block in stream:
        if block["type"] == "paragraph":
            _assert_safe_html(block["value"])
        elif block["type"] == "image":
            assert PICTURE.match(block["value"]["address"])


def _assert_safe_html(html: str) -> None:
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, link_rel=None)
    assert clean.replace("<br>", "<br/>") == html
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in root.iter():
        if element is not root:
            _assert_safe_element(element)


def _assert_safe_element(element: Element) -> None:
    assert element.tag in TAGS
    names = set(element.attrib)
    assert names <= ({"href"} if element.tag == "a" else set())
    assert element.get("href", "https://").lower().startswith(SCHEMES)

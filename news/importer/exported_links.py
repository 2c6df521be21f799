"""Links inside the text of exported stories: by address, as ids are of one database."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import FIND_A_TAG, LinkRewriter, extract_attrs

from news.addresses import site_path
from news.models import NewsPage

_MARK = "linktype="
_LONGEST_ID = 18


class LinkAddresses:
    """The addresses of what some stories link to; read for all of them at once."""

    def __init__(self, stories: Iterable[NewsPage]) -> None:
        links = list(_links_in(stories))
        self._pages = Page.objects.in_bulk(_ids(links, "page"))
        documents = get_document_model().objects
        self._documents = documents.in_bulk(_ids(links, "document"))

    def write_into(self, html: str, story: NewsPage) -> str:
        """Return a story's paragraph with addresses in place of ids.

        A link to what is not there any more stays a link to nowhere, as for readers.
        """
        if _MARK not in html:
            return html
        rewriter = LinkRewriter(
            {
                "page": lambda attributes: _link(self._page_address(attributes, story)),
                "document": lambda attributes: _link(
                    self._document_address(attributes)
                ),
            }
        )
        return str(rewriter(html))

    def _page_address(self, attributes: dict[str, str], story: NewsPage) -> str:
        page = self._pages.get(_id(attributes) or 0)
        if page is None:
            return ""
        if _root(page.url_path) == _root(story.url_path):
            # Below whichever host the story comes back at.
            return site_path(page.url_path)
        return page.full_url or ""

    def _document_address(self, attributes: dict[str, str]) -> str:
        document = self._documents.get(_id(attributes) or 0)
        return document.url if document else ""


def _links_in(stories: Iterable[NewsPage]) -> Iterator[dict[str, str]]:
    for story in stories:
        for block in story.body.raw_data:
            if block["type"] == "paragraph" and _MARK in block["value"]:
                yield from map(extract_attrs, FIND_A_TAG.findall(block["value"]))


def _ids(links: Iterable[dict[str, str]], kind: str) -> set[int]:
    ids = {_id(link) for link in links if link.get("linktype") == kind}
    return {pk for pk in ids if pk}


def _id(attributes: dict[str, Any]) -> int | None:
    written = attributes.get("id", "")
    is_id = written.isdecimal() and len(written) <= _LONGEST_ID
    return int(written) if is_id else None


def _root(url_path: str) -> str:
    """Return the slug of the root of a page's site."""
    return url_path.split("/")[1]


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"

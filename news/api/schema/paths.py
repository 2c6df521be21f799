"""The endpoints of this room: their addresses below the API's root."""

from typing import Any

from wagtail.api.v2.views import BaseAPIViewSet

from news.api.changes import changes_view
from news.api.resolve import resolve_view
from news.api.schema.images import LIBRARY
from news.api.schema.notation import NUMBER, Schema, either, noted, ref
from news.api.schema.operations import (
    BAD_REQUEST,
    NOT_FOUND,
    Operation,
    Parameter,
    answer,
    cached,
    content,
    if_none_match,
    operation,
    place,
    refusal,
)
from news.api.schema.pages import NAMES
from news.api.schema.parameters import (
    change_parameters,
    listing_parameters,
    named,
    page_parameters,
)
from news.api.site import site_view
from news.api.usual import NewsPagesAPIViewSet
from news.published.documents import document_models

Paths = dict[str, Operation]

_REFUSED = {"400": refusal(BAD_REQUEST)}
_MISSING = {"404": refusal(NOT_FOUND)}
_GONE = {"410": refusal("A story that is withdrawn, with its notice.", "Gone")}
_TRY_LATER = {"503": refusal("Search is being prepared; `Retry-After` says when.")}
_FOUND = {
    "302": {
        **answer("Its detail is at `Location`."),
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}
_ID = place("id", "The id of the page.", {**NUMBER, "minimum": 0})


def news_paths() -> Paths:
    """Return the endpoints of pages, the library, the site and its addresses."""
    return {
        "": _index(),
        **_page_paths(),
        **_library_paths(),
        "site/": _site(),
        "resolve/": _resolve(),
        "changes/": _changes(),
    }


def _ok(schema: Schema, description: str) -> dict[str, Any]:
    return answer(description, content(schema))


def _index() -> Operation:
    return operation(
        "index",
        "The addresses of all endpoints",
        tag="Start",
        answers={"200": _ok(ref("Index"), "The addresses by name."), **_REFUSED},
        examples=[""],
    )


def _page_paths() -> Paths:
    page = either(*map(ref, NAMES.values()), ref("PagePart"))
    page = noted(page, "A `PagePart` only where `fields=` leaves members out.")
    return {
        "pages/": operation(
            "listPages",
            "Pages: the newest stories, a category, cards",
            tag="Pages",
            description="Stories (`type=news.NewsPage`) are listed as cards. Unknown "
            "names and values answer 400 and list what is allowed.",
            parameters=[
                *listing_parameters(NewsPagesAPIViewSet, *document_models()),
                if_none_match(),
            ],
            answers={
                **cached(_ok(ref("PageListing"), "A page of the listing.")),
                **_REFUSED,
                **_MISSING,
                **_TRY_LATER,
            },
            examples=[
                "pages/?type=news.NewsPage&order=-published_at&limit=5",
                "pages/?type=news.NewsPage&cursor=&fields=*&limit=2",
                "pages/?type=news.CategoryIndexPage",
            ],
        ),
        "pages/{id}/": operation(
            "getPage",
            "A page",
            tag="Pages",
            parameters=[_ID, *page_parameters(), if_none_match()],
            answers={
                **cached(_ok(page, "The page.")),
                **_REFUSED,
                **_MISSING,
                **_GONE,
            },
        ),
        "pages/find/": operation(
            "findPage",
            "A page by its path",
            tag="Pages",
            description="Leads to the page's detail with all other parameters. "
            "`resolve/` answers at once, and knows redirects.",
            parameters=[
                named("html_path"),
                named("id"),
                *page_parameters(leave=["id"]),
                if_none_match(),
            ],
            answers={
                **_FOUND,
                "304": answer("Not modified."),
                **_REFUSED,
                **_MISSING,
                **_GONE,
            },
            examples=["pages/find/?html_path=/"],
        ),
    }


def _library_paths() -> Paths:
    paths: Paths = {}
    for name, viewset in LIBRARY.items():
        paths.update(_paths_of(name, viewset))
    return paths


def _paths_of(component: str, viewset: type[BaseAPIViewSet]) -> Paths:
    """Return listing, detail and find of one of Wagtail's endpoints."""
    kind = component.removeprefix("Library")
    noun = kind.lower()
    # The viewset forgets its own name when a view is made of it.
    root = f"{noun}s/"
    one = either(ref(component), ref(f"{component}Part"))
    shown = [named("fields"), named("rich_text_format")]
    listing = _ok(ref(f"{component}Listing"), "A page of the listing.")
    return {
        root: operation(
            f"list{kind}s",
            f"All {noun}s",
            tag="Library",
            parameters=listing_parameters(viewset),
            answers={"200": listing, **_REFUSED},
            examples=[root],
        ),
        f"{root}{{id}}/": operation(
            f"get{kind}",
            f"One {noun}",
            tag="Library",
            parameters=[place("id", "Its id.", {**NUMBER, "minimum": 0}), *shown],
            answers={"200": _ok(one, f"The {noun}."), **_REFUSED, **_MISSING},
        ),
        f"{root}find/": operation(
            f"find{kind}",
            f"One {noun} by its {'path' if kind == 'Redirect' else 'id'}",
            tag="Library",
            parameters=[*_keys_of(kind), *shown],
            answers={**_FOUND, **_REFUSED, **_MISSING},
        ),
    }


def _keys_of(kind: str) -> list[Parameter]:
    """Return what an endpoint finds by; a redirect also by its path."""
    return [named("id"), *([named("html_path")] if kind == "Redirect" else [])]


def _site() -> Operation:
    return operation(
        "getSite",
        "Navigation, footer, notices and the front page's sections",
        tag="Site",
        parameters=[*map(named, _names_of(site_view)), if_none_match()],
        answers={**cached(_ok(ref("Site"), "All in one answer.")), **_REFUSED},
        examples=["site/"],
    )


def _resolve() -> Operation:
    needed = {"path": {"required": True}}
    names = _names_of(resolve_view)
    return operation(
        "resolvePath",
        "What is at an address",
        tag="Site",
        parameters=[
            *(named(name, **needed.get(name, {})) for name in names),
            if_none_match(),
        ],
        answers={
            **cached(_ok(ref("Resolution"), "A page, or where it is now.")),
            **_REFUSED,
            "404": refusal("Nothing is there, and nothing was."),
            "410": refusal("A page that was there is public no more.", "Gone"),
        },
        examples=["resolve/?path=/"],
    )


def _changes() -> Operation:
    return operation(
        "listChanges",
        "What was published, changed, moved and withdrawn",
        tag="Site",
        description="Keep a copy: take the mark without `since`, list all pages, then "
        "read on from the mark. `withdrawn` removes a page, every other kind fetches "
        "`detail_url`.",
        parameters=[*change_parameters(_names_of(changes_view)), if_none_match()],
        answers={
            **cached(_ok(ref("Changes"), "The changes after the mark, in order.")),
            **_REFUSED,
            "410": refusal("The log knows no such mark: begin again."),
        },
        examples=["changes/"],
    )


def _names_of(view: Any) -> tuple[str, ...]:
    """Return the parameters that a view of news.api.endpoints takes."""
    return view.parameters

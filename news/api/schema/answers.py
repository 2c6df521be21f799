"""Listings, the log of changes, what is at an address, and problems."""

from news.api.schema.images import LIBRARY
from news.api.schema.notation import (
    BOOLEAN,
    MOMENT,
    NUMBER,
    TEXT,
    URL,
    Schema,
    chosen,
    constant,
    either,
    listed,
    noted,
    nullable,
    one_of,
    record,
    ref,
    without_need,
)
from news.models import Correction
from news.published.documents import document_models
from news.published.models import Change

_SOMETIMES = ("parameter", "allowed")
_PROBLEM = {
    "type": TEXT,
    "title": noted(TEXT, "The status in words."),
    "status": NUMBER,
    "detail": TEXT,
    "message": noted(TEXT, "The sentence that Wagtail's API would answer with."),
    "parameter": noted(TEXT, "The parameter that is wrong."),
    "allowed": noted(listed(TEXT), "What could stand there instead."),
}


def listing_of(*names: str, **meta: Schema) -> Schema:
    """Return a listing whose items are these components."""
    return record(
        meta=without_need(record(total_count=NUMBER, **meta), meta),
        items=listed(either(*map(ref, names))),
    )


def _page_listing() -> Schema:
    link = noted(nullable(URL), "With `cursor` only.")
    wholes = ("Story", "CategoryPage", "HomePage", "TopicPage")
    forms = ("StoryCard", *wholes, "PageItem", "PagePart")
    schema = listing_of(*forms, next=link, previous=link)
    total = schema["properties"]["meta"]["properties"]
    total["total_count"] = noted(
        nullable(NUMBER), "Null where `cursor` pages and no count is kept."
    )
    schema["properties"]["included"] = ref("Included")
    return schema


def _changes() -> dict[str, Schema]:
    labels = [model._meta.label for model in document_models()]
    return {
        "Change": record(
            "`withdrawn` removes the page from a copy, every other kind fetches "
            "`detail_url`.",
            id=NUMBER,
            kind=chosen(*map(str, Change.Kind.values)),
            page=NUMBER,
            type=chosen(*labels),
            path=TEXT,
            at=MOMENT,
            detail_url=nullable(URL),
            notice=noted(
                nullable(chosen(*map(str, Correction.Kind.values))),
                "The kind of the record that came with the change.",
            ),
        ),
        "Changes": record(
            meta=record(
                next=noted(NUMBER, "The new mark: `since` of the next request."),
                more=noted(BOOLEAN, "Whether there are more to read at once."),
            ),
            items=listed(ref("Change")),
        ),
    }


def _resolutions() -> dict[str, Schema]:
    kinds = {"page": "FoundPage", "redirect": "FoundRedirect"}
    return {
        "FoundPage": record(kind=constant("page"), document=ref("Page")),
        "FoundRedirect": record(
            kind=constant("redirect"),
            to=noted(TEXT, "A path of the same site, or a whole address elsewhere."),
            status={"type": "integer", "enum": [301, 302]},
            permanent=BOOLEAN,
            page=nullable(record(id=NUMBER, type=TEXT, detail_url=URL)),
        ),
        "Resolution": one_of("kind", kinds),
    }


def _problems() -> dict[str, Schema]:
    gone = {
        "kind": constant("gone"),
        "page": NUMBER,
        "last_seen": MOMENT,
        "notice": noted(nullable(ref("Withdrawal")), "Of a withdrawn story."),
    }
    return {
        "Problem": without_need(
            record("RFC 9457, with Wagtail's `message`.", **_PROBLEM), _SOMETIMES
        ),
        "Gone": without_need(
            record("A page that was here is public no more.", **_PROBLEM, **gone),
            _SOMETIMES,
        ),
    }


def answer_components() -> dict[str, Schema]:
    """Return the components that hold others."""
    library = {
        f"{name}Listing": listing_of(f"{name}Item", name, f"{name}Part")
        for name in LIBRARY
    }
    return {
        "PageListing": _page_listing(),
        **library,
        **_changes(),
        **_resolutions(),
        **_problems(),
        "Index": record(
            endpoints={"type": "object", "additionalProperties": URL},
        ),
    }

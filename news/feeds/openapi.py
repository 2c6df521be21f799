"""Feeds and Markdown described for machines."""

from typing import Any

from news.api.schema.notation import (
    HTML,
    MOMENT,
    NUMBER,
    TEXT,
    Schema,
    chosen,
    constant,
    listed,
    record,
    ref,
    without_need,
)
from news.api.schema.operations import (
    NOT_FOUND,
    Operation,
    answer,
    cached,
    if_none_match,
    operation,
    place,
)
from news.feeds.formats import FORMATS
from news.feeds.reading import FILE_NAME, MARKDOWN

_SLUG = {**TEXT, "pattern": "^[a-z0-9-]+$"}
# By what they are about: the steps of the address, and what the last of them is.
_FEEDS = {
    "paper": ("", None),
    "category": ("category/{slug}/", place("slug", "The category's slug.", _SLUG)),
    "source": ("source/{id}/", place("id", "The paper's primary key.", NUMBER)),
    "tag": ("tag/{name}/", place("name", "The tag.", TEXT)),
}
_MISSING = {"404": answer(NOT_FOUND, {"text/html": {"schema": TEXT}})}


def feed_components() -> dict[str, Schema]:
    """Return the components of JSON Feed 1.1."""
    author = record(name=TEXT)
    return {
        "Feed": record(
            version=constant("https://jsonfeed.org/version/1.1"),
            title=TEXT,
            home_page_url=TEXT,
            feed_url=TEXT,
            description=TEXT,
            language=TEXT,
            authors=listed(author),
            items=listed(ref("FeedItem")),
        ),
        "FeedItem": without_need(
            record(
                id=TEXT,
                url=TEXT,
                title=TEXT,
                content_html=HTML,
                summary=TEXT,
                date_published=MOMENT,
                date_modified=MOMENT,
                authors=listed(author),
                tags=listed(TEXT),
                image=TEXT,
            ),
            ["image"],
        ),
    }


def feed_paths() -> dict[str, Operation]:
    """Return the feeds and the Markdown of a story, by their whole addresses."""
    feeds = {
        f"/feed/{steps}{{format}}": _feed(about, part)
        for about, (steps, part) in _FEEDS.items()
    }
    return {**feeds, f"/{{category}}/{{story}}/{FILE_NAME}": _markdown()}


def _feed(about: str, part: dict[str, Any] | None) -> Operation:
    form = place("format", "Its last step says the format.", chosen(*FORMATS))
    return operation(
        f"get{about.title()}Feed",
        f"The newest stories of the {about}" if part else "The newest stories of all",
        tag="Feeds",
        parameters=[*([part] if part else []), form, if_none_match()],
        answers={**cached(answer("The feed, whole stories.", _bodies())), **_MISSING},
        examples=[] if part else [f"/feed/{name}" for name in FORMATS],
    )


def _bodies() -> dict[str, Any]:
    """Return the body of each format: XML is a text here."""
    types = [form.content_type.partition(";")[0] for form in FORMATS.values()]
    return {
        name: {"schema": ref("Feed") if name.endswith("json") else TEXT}
        for name in types
    }


def _markdown() -> Operation:
    return operation(
        "getMarkdown",
        "A story as Markdown",
        tag="Feeds",
        description=f"Also at the address of the page itself, by `Accept: {MARKDOWN}`, "
        "and there with `.md` in place of the last slash. Below `/api/v2/`, all is JSON "
        "whatever `Accept` prefers; `rich_text_format=markdown` writes rich text so.",
        parameters=[
            place("category", "The category's slug.", _SLUG),
            place("story", "The story's slug.", _SLUG),
            if_none_match(),
        ],
        answers={
            **cached(answer("The story.", {MARKDOWN: {"schema": TEXT}})),
            **_MISSING,
        },
    )

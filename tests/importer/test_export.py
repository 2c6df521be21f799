"""Out and in again: nothing of a story is lost, nothing unsafe comes back."""

import copy
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.importer.export import export_stories, read_exported
from news.importer.exported import read_body, write_body
from news.importer.record import PostRecord
from news.models import CategoryIndexPage, NewsByline, NewsPage, Person, Source
from tests.factories.pages import CategoryIndexPageFactory, NewsPageFactory
from tests.importer.safety import assert_safe
from tests.importer.stories import EXAMPLES, PLAIN, STREAMS, VALUES, stories

UNSAFE = re.compile(r"<script|<[a-z]+ on|href=[^ ]*script:|data:text", re.IGNORECASE)


def read_stream(body: str) -> tuple[list[dict[str, Any]], set[str]]:
    """Return the stream value of an exported body, and the problems with it."""
    problems: set[str] = set()
    blocks = read_body(body, problems)
    stream = [
        {"type": block.type, "value": block.value, "id": block.identity}
        for block in blocks
    ]
    return stream, problems


def for_export(stream: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a stream with pictures by file, as the export has it."""
    stream = copy.deepcopy(stream)
    for block in stream:
        if block["type"] == "image":
            block["value"].pop("image")
            block["value"] |= {"file": "", "hash": ""}
    return stream


@settings(max_examples=EXAMPLES, deadline=None)
@given(STREAMS)
def test_a_body_comes_back_as_it_was(stream: list[dict[str, Any]]) -> None:
    body = write_body(for_export(stream))

    assert read_stream(body)[0] == stream


@pytest.mark.django_db
@settings(
    max_examples=max(10, EXAMPLES // 5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stories())
def test_a_story_comes_back_as_it_was(story: dict[str, Any]) -> None:
    page = make_page(story)

    record = read_exported(text_of(page))

    assert record.stream_value() == story["stream"]
    assert said_by(record) == {
        name: value for name, value in story.items() if name != "stream"
    }


def make_page(story: dict[str, Any]) -> NewsPage:
    """Return a published page of a generated story."""
    fields = {name: story[name] for name in PLAIN}
    page = NewsPageFactory.build(
        **fields, body=json.dumps(story["stream"]), slug=f"story-{uuid4()}"
    )
    page.published_at = story["published_at"]
    page.original_code = story["original_code"] and f"{story['original_code']}{uuid4()}"
    story["original_code"] = page.original_code
    page.source = (
        Source.objects.get_or_create(name=story["source"])[0]
        if story["source"]
        else None
    )
    page.editors = "、".join(story["editors"])
    page.bylines = [
        NewsByline(
            person=Person.objects.get_or_create(name=name)[0],
            role=role,
            sort_order=place,
        )
        for place, (name, role) in enumerate(story["byline"])
    ]
    page.tags.add(*story["tags"])
    category().add_child(instance=page)
    return NewsPage.objects.get(pk=page.pk)


def category() -> CategoryIndexPage:
    """Return the category of the generated stories."""
    found = CategoryIndexPage.objects.filter(slug="generated").first()
    return found or CategoryIndexPageFactory(slug="generated", live=True)


def text_of(page: NewsPage) -> str:
    """Return a page's export."""
    (story,) = export_stories(NewsPage.objects.filter(pk=page.pk))
    return story.text


def said_by(record: PostRecord) -> dict[str, Any]:
    """Return a record in the form of a generated story."""
    return {
        **{name: getattr(record, name, None) for name in PLAIN},
        **dict(record.page_fields),
        "published_at": record.published_at,
        "original_code": record.original_code,
        "source": record.source,
        "editors": list(record.editors),
        "byline": list(record.byline),
        "tags": sorted(record.tags),
    }


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "<p onclick=x>春天</p>",
            '<p><a href="javascript:alert(1)">x</a></p>',
            '<figure><img src="javascript:alert(1)"></figure>',
            '<figure><img src="data:text/html,x"></figure>',
            '<p><a href="vbscript:x">y</a></p>',
            "<h2>" * 200,
            "<table>" * 200,
            "<!--",
            "<blockquote><script>x</script><p>春天",
        ]
    ),
    st.text(max_size=10),
)
METAS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(
                ["id", "value", "data", "text", "level", "image", "address", "hash",
                 "nulls", "mergeCells", "cell", "row", "table_header_choice"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(VALUES)), METAS, HOSTILE), max_size=4))
def test_a_changed_export_brings_nothing_unsafe(
    parts: list[tuple[str, Any, str]],
) -> None:
    body = "".join(
        f"<!-- baoguan:{kind} {json.dumps(as_dict(meta))} -->\n{html}\n"
        for kind, meta, html in parts
    )

    stream, _problems = read_stream(body)

    assert_safe([block for block in stream if block["type"] != "paragraph"])
    assert not UNSAFE.search(json.dumps(stream))


def as_dict(meta: Any) -> dict[str, Any]:
    """Return generated JSON as the object that a comment holds."""
    return meta if isinstance(meta, dict) else {"value": meta}

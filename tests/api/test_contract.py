"""The pages endpoint answers as Wagtail's own does, request by request.

What differs on purpose is in `_allowed`; everything else is compared: status, JSON,
sentence of an error, address of a redirect. CONTRACT_REQUESTS sets the number.
"""

import datetime as dt
import json
import os
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.test.client import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from news.models import CategoryIndexPage, HomePage, NewsPage
from tests.api.requests import Drawn, Requests
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    SourceFactory,
    published_story,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.stock")]

NUMBER = int(os.environ.get("CONTRACT_REQUESTS", "2000"))
SEED = int(os.environ.get("CONTRACT_SEED", "20240409"))
# Orders in which no two pages are equal.
DISTINCT_ORDERS = {"title", "slug", "id", "published_at", "first_published_at"}
# Parameters that Wagtail ignores where a page is named, and this API refuses.
REFUSED = {"colour", "html_path"}
BODY = [
    (
        "paragraph",
        "<p>县里不断<b>夯实</b>基础，<a href='https://example.cn/'>详见</a>。</p>",
    ),
    ("heading", {"text": "夯实", "level": "2"}),
    ("quote", {"text": "路灯亮了。", "attribution": "居民"}),
]


@pytest.fixture
def paper(category: CategoryIndexPage) -> None:
    """A paper with stories in two categories, hidden ones, and a second site."""
    _second_site()
    one = CategoryIndexPageFactory(
        title="一", slug="one", introduction="<p>介绍</p>", parent=category.get_parent()
    )
    closed = CategoryIndexPageFactory(
        title="内部", slug="closed", parent=category.get_parent()
    )
    published_story(parent=closed, slug="hidden")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    NewsPageFactory(parent=one, slug="draft", live=False)
    stories = [_story(number, one if number % 3 else category) for number in range(6)]
    NewsPageFactory(parent=one, slug="pair", body=[*BODY, ("related", stories[1])])


def _story(number: int, parent: CategoryIndexPage) -> NewsPage:
    story = published_story(
        parent=parent,
        slug=f"story-{number}",
        title=f"第{number}篇",
        kicker=f"引题{number}",
        summary=f"摘要{number}",
        original_code=f"NW{number}",
        editors="柏舟" if number % 2 else "",
        seo_title="" if number % 2 else "搜索标题",
        source=SourceFactory(name="临湖日报") if number % 2 else None,
        byline=["宋时雨", "纪明川"][: number % 3],
        published_at=dt.datetime(2024, 1, 1 + number, tzinfo=dt.UTC),
        body=BODY,
    )
    story.tags.add(*["治水", "临湖"][: number % 3])
    story.save_revision().publish()
    return story


def _second_site() -> None:
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname="other.example.cn", root_page=home)
    category = CategoryIndexPageFactory(title="东岭", slug="one", parent=home)
    published_story(parent=category, slug="story-1", title="东岭第1篇")


@pytest.mark.usefixtures("paper")
def test_answers_are_those_of_wagtail(client: Client) -> None:
    draw = Requests(SEED)
    kinds = [draw.listing] * 7 + [draw.detail] * 2 + [draw.find]
    seen: Counter[int] = Counter()
    different: list[str] = []
    for number in range(NUMBER):
        drawn = kinds[number % len(kinds)]()
        theirs, ours = _answers(client, drawn)
        seen[ours["status"]] += 1
        if theirs != ours and not _allowed(drawn, theirs, ours):
            different.append(f"{drawn}\n  stock {theirs}\n  ours  {ours}"[:1500])

    assert not different, f"{len(different)} differ\n" + "\n".join(different[:5])
    assert min(seen[status] for status in (200, 302, 400, 404)) > NUMBER / 100


def _answers(client: Client, drawn: Drawn) -> tuple[dict[str, Any], dict[str, Any]]:
    theirs = _answer(client, "/stock/pages/", drawn)
    ours = _answer(client, "/api/v2/pages/", drawn)
    return theirs, ours


def _answer(client: Client, root: str, drawn: Drawn) -> dict[str, Any]:
    client.raise_request_exception = False
    response = client.get(f"{root}{drawn}")
    if response.status_code == 302:
        return {
            "status": 302,
            "to": response["Location"].replace(root, "/api/v2/pages/"),
        }
    if response.status_code == 500:
        return {"status": 500}
    text = response.content.decode().replace("/stock/", "/api/v2/")
    data = json.loads(text)
    if response.status_code != 200:
        return {"status": response.status_code, "message": data["message"]}
    return {"status": 200, "data": _comparable(drawn, data)}


def _comparable(drawn: Drawn, data: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without the order in which equals come, and what is cut by it."""
    order = _parameters(drawn).get("order", "")
    columns = [part.removeprefix("-") for part in order.split(",")]
    if "items" not in data or not order or set(columns) & DISTINCT_ORDERS:
        return data
    if {"limit", "offset"} & _parameters(drawn).keys():
        return {"meta": data["meta"], "number": len(data["items"])}
    items = sorted(json.dumps(item, sort_keys=True) for item in data["items"])
    return {"meta": data["meta"], "items": items}


def _parameters(drawn: Drawn) -> dict[str, str]:
    return RequestFactory().get(f"/?{drawn.query}").GET.dict()


def _allowed(drawn: Drawn, theirs: dict[str, Any], ours: dict[str, Any]) -> bool:
    """Return whether a difference is one of those that are meant.

    - A page's detail and find refuse parameters that mean nothing.
    - A value that makes Wagtail's viewset fail is refused.
    - `source` can be filtered by whatever the type.
    """
    parameters = _parameters(drawn)
    if drawn.path and ours["status"] == 400:
        return bool(REFUSED & parameters.keys()) or theirs["status"] == 500
    if "source" in parameters and theirs["status"] == 400:
        return theirs["message"].startswith("query parameter is not")
    return theirs["status"] == 500 and ours["status"] == 400

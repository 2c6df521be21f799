"""Every real answer of the API is as the description says."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.models import Embed
from wagtail_factories import DocumentFactory

from news.blocks.story import StoryBlock
from news.models import CategoryIndexPage, HomePage, NewsPage
from news.preview.drafts import keep_draft
from search.index import catch_up
from site_core.demo import POSTS
from tests.api.described import component_faults, get
from tests.factories import (
    NewsImageFactory,
    SourceFactory,
    UserFactory,
    curate,
    furnish,
    headlines,
    home_page,
    latest,
    link,
    published_story,
)

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
STORIES = f"{PAGES}?type=news.NewsPage"
VIDEO = "https://video.example.cn/1"


@pytest.fixture
def index(tmp_path: Any, settings: Any) -> None:
    """An empty index of the search."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    catch_up()


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story with every block there is, and everything around it."""
    Embed.objects.create(
        url=VIDEO, hash="x", type="video", html="<iframe></iframe>", thumbnail_url=""
    )
    image = NewsImageFactory(renditions=True)
    story = published_story(
        parent=category,
        slug="whole",
        title="一湖碧水",
        lead_image=image,
        byline=["宋时雨"],
        source=SourceFactory(name="临湖日报"),
        editors="柏舟 连姨",
        body=_every_block(category, image),
    )
    story.tags.add("治水")
    story.save_revision().publish()
    return story


def _every_block(category: CategoryIndexPage, image: Any) -> list[tuple[str, Any]]:
    table = {
        "data": [["机具", "今年"], ["微耕机", None]],
        "table_header_choice": "both",
        "table_caption": "补贴额",
        "mergeCells": [{"row": 0, "col": 0, "rowspan": 1, "colspan": 2}],
    }
    return [
        ("paragraph", "<p>县里<b>夯实</b>基础。</p>"),
        ("heading", {"text": "夯实", "level": "3"}),
        ("quote", {"text": "路灯亮了。", "attribution": "居民"}),
        ("image", _picture(image=image)),
        ("image", _picture(address="https://img.example.cn/lake.jpg")),
        ("embed", VIDEO),
        ("document", DocumentFactory(title="申请表")),
        ("table", table),
        ("related", published_story(parent=category, slug="other")),
        ("related", published_story(parent=category, slug="draft", live=False)),
        ("code", {"text": "07:30  首班车"}),
    ]


def _picture(**fields: Any) -> dict[str, Any]:
    empty = {"image": None, "address": "", "caption": "", "credit": "", "alt": ""}
    return empty | fields


def test_every_sample_story_is_as_described(client: Client, index: None) -> None:
    call_command("import_posts", POSTS, verbosity=0)
    catch_up()
    listing = get(client, f"{STORIES}&fields=*&limit=100")

    for item in listing["items"]:
        assert component_faults("Story", item) == ""
        detail = get(client, f"{PAGES}{item['id']}/")
        assert component_faults("Story", detail) == ""
    assert len(listing["items"]) == 12
    assert get(client, "/api/v2/search/?q=图书馆")["items"]


def test_a_story_with_every_block_is_as_described(
    client: Client, story: NewsPage
) -> None:
    detail = get(client, f"{PAGES}{story.pk}/")

    kinds = {block["type"] for block in detail["body"]}
    assert component_faults("Story", detail) == ""
    assert kinds == StoryBlock.base_blocks.keys()
    for form in ("markdown", "db_html", "db_markdown"):
        again = get(client, f"{PAGES}{story.pk}/?rich_text_format={form}")
        assert component_faults("Story", again) == ""


@pytest.mark.parametrize(
    ("query", "component"),
    [
        ("type=news.NewsPage", "StoryCard"),
        ("type=news.NewsPage&cursor=", "StoryCard"),
        ("type=news.NewsPage&fields=*", "Story"),
        ("type=news.NewsPage&fields=*&rich_text_format=markdown", "Story"),
        ("type=news.NewsPage&fields=_,title,body", "PagePart"),
        ("fields=_", "PagePart"),
        ("", "PageItem"),
        ("type=news.CategoryIndexPage&fields=*", "CategoryPage"),
        ("type=news.HomePage&fields=*", "HomePage"),
        ("fields=*", "PagePart"),
    ],
)
@pytest.mark.usefixtures("story")
def test_items_of_a_listing_are_as_described(
    client: Client, query: str, component: str
) -> None:
    items = get(client, f"{PAGES}?{query}")["items"]

    assert items
    assert {component_faults(component, item) for item in items} == {""}


def test_categories_and_the_front_page_are_as_described(
    client: Client, category: CategoryIndexPage, story: NewsPage
) -> None:
    furnish(
        navigation=[{**link("首页", page=home_page()), "children": []}],
        icp_number="京ICP备12345678号",
        social=[
            {"service": "weibo", "name": "@", "address": "https://w", "picture": None}
        ],
    )
    home = curate(headlines(story), latest())

    for page, component in ((category, "CategoryPage"), (home, "HomePage")):
        detail = get(client, f"{PAGES}{page.pk}/")
        assert component_faults(component, detail) == ""
    assert get(client, "/api/v2/site/")["sections"]


def test_embedded_objects_are_as_described(client: Client, story: NewsPage) -> None:
    names = "include=category,parent,related"

    assert get(client, f"{STORIES}&{names}")["included"]["related"]
    assert get(client, f"{PAGES}{story.pk}/?{names}")["included"]["parent"]


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("name", ["images", "documents", "redirects"])
def test_the_library_is_as_described(client: Client, name: str) -> None:
    Redirect.objects.create(old_path="/old", redirect_link="https://example.cn/")
    address = f"/api/v2/{name}/"

    [item, *_] = get(client, address)["items"]
    get(client, f"{address}?fields=*")
    get(client, f"{address}?fields=_")
    detail = get(client, f"{address}{item['id']}/")
    get(client, f"{address}find/?id={item['id']}", 302)
    get(client, f"{address}999999/", 404)
    get(client, f"{address}?colour=red", 400)

    kind = {"images": "LibraryImage", "documents": "LibraryDocument"}
    assert component_faults(kind.get(name, "Redirect"), detail) == ""


def test_addresses_are_as_described(client: Client, story: NewsPage) -> None:
    address = "/api/v2/resolve/?path="
    path = story.site_path
    Redirect.objects.create(old_path="/old", redirect_page=story)

    get(client, f"{PAGES}find/?html_path={path}", 302)
    assert get(client, f"{address}{path}")["kind"] == "page"
    assert get(client, f"{address}/old")["kind"] == "redirect"
    get(client, f"{address}/nowhere/", 404)
    get(client, "/api/v2/resolve/", 400)
    story.unpublish()
    assert get(client, f"{address}{path}", 410)["kind"] == "gone"


def test_changes_are_as_described(client: Client, story: NewsPage) -> None:
    story.unpublish()

    kinds = [item["kind"] for item in get(client, "/api/v2/changes/?since=0")["items"]]

    assert "withdrawn" in kinds
    get(client, "/api/v2/changes/?since=999999999", 410)


@pytest.mark.parametrize("model", [NewsPage, CategoryIndexPage, HomePage])
def test_drafts_are_as_described(
    client: Client, story: NewsPage, model: type[NewsPage]
) -> None:
    token = keep_draft(model.objects.first(), UserFactory(groups=["编辑"]))
    address = f"/api/v2/preview/?content_type={model._meta.label_lower}"

    assert get(client, f"{address}&token={token}")["meta"]["type"] == model._meta.label
    get(client, address, 401)
    get(client, f"{address}&token=x", 403)
    get(client, f"/api/v2/preview/?content_type=x&token={token}", 404)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{PAGES}?colour=red", 400),
        (f"{PAGES}999999/", 404),
        (f"{PAGES}find/?html_path=/nowhere/", 404),
        (f"{PAGES}?child_of=999999", 400),
        ("/api/v2/search/?q=", 400),
        ("/api/v2/search/", 400),
        ("/api/v2/site/?site=nowhere", 400),
        ("/api/v2/changes/?limit=0", 400),
        ("/api/v2/schema/?colour=red", 400),
        ("/api/v2/", 200),
        ("/api/v2/docs/", 200),
    ],
)
@pytest.mark.usefixtures("index", "category")
def test_problems_are_as_described(client: Client, address: str, status: int) -> None:
    get(client, address, status)


@pytest.mark.parametrize("form", ["rss.xml", "atom.xml", "feed.json"])
def test_feeds_are_as_described(client: Client, story: NewsPage, form: str) -> None:
    get(client, f"/feed/{form}")
    get(client, f"/feed/category/linhuribao/{form}")
    get(client, f"/feed/source/{story.source_id}/{form}")
    get(client, f"/feed/tag/治水/{form}")
    get(client, f"/feed/category/nowhere/{form}", 404)
    get(client, f"{story.site_path}index.md")

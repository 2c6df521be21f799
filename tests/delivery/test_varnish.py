"""The real Varnish before the real API: an edit is seen at once, the rest stays."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import urllib3
from django.conf import settings as project
from pytest_django.live_server_helper import LiveServer
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from news.delivery.caches import VarnishBackend
from news.delivery.purging import purge_changes, purge_pending
from news.models import CategoryIndexPage, HomePage, NewsPage
from site_core.default_site import name_default_site
from tests.factories import CategoryIndexPageFactory, NewsPageFactory

VCL = Path(project.BASE_DIR) / "news" / "delivery" / "varnish.vcl"
START_SECONDS = 60
# In the order of the page tree, the default, a listing depends on all pages.
STORIES = "/api/v2/pages/?type=news.NewsPage&order=-published_at"
CATEGORIES = "/api/v2/pages/?type=news.CategoryIndexPage&order=title"

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Cache:
    """A running Varnish."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def get(self, path: str) -> tuple[Any, str]:
        """Return the JSON at a path, and "hit" or "miss"."""
        answer = urllib3.request("GET", f"{self.url}{path}", timeout=30, retries=False)
        assert answer.status == 200, answer.data
        return answer.json(), answer.headers["X-Cache"]

    def state(self, path: str) -> str:
        """Return "hit" or "miss"."""
        return self.get(path)[1]

    def page(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Return status, words and "hit" or "miss" of what readers get at a path."""
        answer = urllib3.request(
            "GET",
            f"{self.url}{path}",
            headers=headers,
            timeout=30,
            retries=False,
            redirect=False,
        )
        return answer.status, answer.data.decode(), answer.headers["X-Cache"]


@pytest.fixture
def varnish(live_server: LiveServer, tmp_path: Path, settings: Any) -> Iterator[Cache]:
    """Varnish with the VCL that operators get, before the live server."""
    name_default_site("localhost", live_server.thread.port)
    vcl = VCL.read_text()
    vcl = vcl.replace('.port = "8000"', f'.port = "{live_server.thread.port}"')
    changed = vcl.replace(
        '"127.0.0.1";\n    .port', f'"{live_server.thread.host}";\n    .port'
    )
    (tmp_path / "test.vcl").write_text(changed)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603
        [
            *("varnishd", "-F", "-j", "none", "-n", str(tmp_path / "varnish")),
            *("-a", f"127.0.0.1:{port}", "-s", "malloc,32m"),
            *("-f", str(tmp_path / "test.vcl")),
        ],
        stdout=(tmp_path / "varnish.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    cache = Cache(f"http://127.0.0.1:{port}", tmp_path)
    settings.WAGTAILFRONTENDCACHE = {
        "varnish": {
            "BACKEND": "news.delivery.caches.VarnishBackend",
            "LOCATIONS": [cache.url],
        }
    }
    try:
        wait_for(cache, process)
        purge_changes()
        yield cache
    finally:
        process.terminate()
        process.wait()


def wait_for(cache: Cache, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers for the live server."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        said = (cache.folder / "varnish.log").read_text()
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        with suppress(urllib3.exceptions.HTTPError):
            answer = urllib3.request("GET", f"{cache.url}/livez", retries=False)
            if answer.status == 200:
                return
        time.sleep(0.05)


def detail(page: NewsPage | CategoryIndexPage) -> str:
    """Return the path of a page's detail."""
    return f"/api/v2/pages/{page.pk}/"


def stories_of(category: CategoryIndexPage) -> str:
    """Return the path of a category's listing, newest first."""
    return f"{STORIES}&category={category.slug}"


@pytest.fixture
def category(transactional_db: None) -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")


@pytest.fixture
def other(transactional_db: None) -> CategoryIndexPage:
    """Another one."""
    return CategoryIndexPageFactory(title="望湖晚报", slug="wanghuwanbao")


def test_an_edit_is_seen_at_once_and_nothing_else_is_purged(
    varnish: Cache, category: CategoryIndexPage, other: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, title="旧题")
    neighbour = NewsPageFactory(parent=category)
    stranger = NewsPageFactory(parent=other)
    purge_changes()
    touched = [detail(story), stories_of(category), STORIES]
    untouched = [
        *map(detail, (neighbour, stranger, category, other)),
        stories_of(other),
        CATEGORIES,
    ]
    for path in (*touched, *untouched):
        assert varnish.state(path) == "miss"
        assert varnish.state(path) == "hit"

    story = NewsPage.objects.get(pk=story.pk)
    story.title = "新题"
    story.save_revision().publish()
    purge_changes()

    assert {path: varnish.state(path) for path in untouched} == dict.fromkeys(
        untouched, "hit"
    )
    answer, state = varnish.get(detail(story))
    assert (answer["title"], state) == ("新题", "miss")
    listing, state = varnish.get(stories_of(category))
    assert state == "miss"
    assert "新题" in [item["title"] for item in listing["items"]]
    assert varnish.state(STORIES) == "miss"


def test_a_new_story_is_in_the_list_at_once(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    purge_changes()
    varnish.get(stories_of(category))

    story = NewsPageFactory(parent=category)
    purge_changes()

    listing, _ = varnish.get(stories_of(category))
    assert [item["id"] for item in listing["items"]] == [story.pk]


def test_a_withdrawn_story_is_gone_at_once(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category)
    purge_changes()
    varnish.get(detail(story))

    story.unpublish()
    purge_changes()

    answer = urllib3.request("GET", f"{varnish.url}{detail(story)}", retries=False)
    assert answer.status in {404, 410}


def test_one_address_can_be_purged(
    varnish: Cache, category: CategoryIndexPage, other: CategoryIndexPage
) -> None:
    purge_changes()
    for page in (category, other, category, other):
        varnish.get(detail(page))

    VarnishBackend({"LOCATIONS": [varnish.url]}).purge(
        f"{varnish.url}{detail(category)}"
    )

    assert varnish.state(detail(category)) == "miss"
    assert varnish.state(detail(other)) == "hit"


def forget() -> None:
    """Do what the worker does."""
    purge_changes()
    purge_pending()


def test_reader_pages_are_kept_and_an_edit_is_seen_at_once(
    varnish: Cache, category: CategoryIndexPage, other: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, slug="lake", title="旧题")
    NewsPageFactory(parent=other, slug="elsewhere")
    forget()
    touched = ["/", "/linhuribao/", "/linhuribao/lake/"]
    untouched = ["/wanghuwanbao/", "/wanghuwanbao/elsewhere/"]
    for path in (*touched, *untouched):
        assert varnish.page(path, Accept="*/*")[2] == "miss"
        assert varnish.page(path, Accept="text/html", Cookie="_ga=1")[2] == "hit"

    story = NewsPage.objects.get(pk=story.pk)
    story.title = "新题"
    story.save_revision().publish()
    forget()

    assert [varnish.page(path)[2] for path in untouched] == ["hit", "hit"]
    for path in touched:
        status, words, state = varnish.page(path)
        assert (status, state, "新题" in words) == (200, "miss", True)


def test_markdown_is_another_form_of_the_same_address(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, slug="lake", title="一湖碧水")
    forget()
    path = "/linhuribao/lake/"

    html = [varnish.page(path) for _ in range(2)]
    markdown = [varnish.page(path, Accept="text/markdown") for _ in range(2)]

    for answers in (html, markdown):
        assert [state for _, _, state in answers] == ["miss", "hit"]
    assert "<html" in html[1][1]
    assert "# 一湖碧水" in markdown[1][1]


def test_who_is_logged_in_passes_by(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    forget()
    varnish.page("/linhuribao/")

    answers = [varnish.page("/linhuribao/", Cookie="sessionid=x") for _ in range(2)]

    assert [state for _, _, state in answers] == ["miss", "miss"]


def test_a_new_order_of_stories_is_seen_at_once(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    first, second = (NewsPageFactory(parent=category) for _ in range(2))
    forget()
    listing = f"/api/v2/pages/?child_of={category.pk}"
    by_date = stories_of(category)
    for path in (listing, by_date, listing, by_date):
        varnish.get(path)

    second.move(first, pos="left")
    forget()

    answer, state = varnish.get(listing)
    assert state == "miss"
    assert [item["id"] for item in answer["items"]] == [second.pk, first.pk]
    assert varnish.state(by_date) == "hit"


def test_a_redirect_is_kept_until_it_is_edited(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    redirect = Redirect.objects.create(old_path="/alt", redirect_link="/linhuribao/")
    forget()
    asked = "/api/v2/resolve/?path=/alt"
    assert [varnish.page("/alt/")[0::2] for _ in range(2)] == [
        (301, "miss"),
        (301, "hit"),
    ]
    assert [varnish.state(asked) for _ in range(2)] == ["miss", "hit"]

    redirect.is_permanent = False
    redirect.save()
    forget()

    assert varnish.page("/alt/")[0::2] == (302, "miss")
    assert varnish.get(asked)[0]["status"] == 302


def test_a_story_that_goes_to_another_site_leaves_the_lists_of_the_first(
    varnish: Cache, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category)
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="dongling.example.cn", root_page=home)
    home.save_revision().publish()
    target = CategoryIndexPageFactory(parent=home, slug="donglingyaowen")
    forget()
    for path in (STORIES, stories_of(category), detail(story)):
        varnish.get(path)

    story.move(target, pos="last-child")
    forget()

    for path in (STORIES, stories_of(category)):
        assert varnish.get(path)[0]["items"] == []
    assert varnish.page(detail(story))[0] == 404

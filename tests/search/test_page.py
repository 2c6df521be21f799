"""The reader's search page."""

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from search.index import catch_up
from tests.factories import SourceFactory, published_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]


def shown(client: Client, query: str, status: int = 200) -> str:
    """Return the HTML of the page for a query string."""
    response = client.get(f"/search/{query}")
    assert response.status_code == status
    return response.content.decode()


def test_the_page_without_words_explains_itself(client: Client) -> None:
    assert "在上方输入要找的字词" in shown(client, "")


def test_a_story_is_shown_with_its_words_marked(client: Client) -> None:
    page = published_story(title="夯实基础", source=SourceFactory(name="临湖晚报"))
    catch_up()

    html = shown(client, "?q=夯实")

    assert f'{page.site_path}"><mark>夯实</mark>基础</a>' in html
    assert "不断<mark>夯实</mark>文明县城" in html
    assert "找到 1 篇" in html
    assert "临湖晚报" in html


def test_the_form_keeps_what_was_typed(client: Client) -> None:
    assert 'name="q" value="夯实"' in shown(client, "?q=夯实")


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_a_script_is_shown_as_text(client: Client, sort: str) -> None:
    script = '"><script>alert(1)</script>夯实'
    published_story(title="<script>夯实</script>")
    catch_up()

    html = shown(client, f"?q={quote(script)}&sort={sort}")

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_nothing_found_helps_on(client: Client) -> None:
    assert "换一个说法" in shown(client, "?q=夯实")


def test_a_query_that_cannot_be_answered_says_why(client: Client) -> None:
    assert "after:去年”不是日期" in shown(client, "?q=after:去年")


def test_a_long_query_says_why(client: Client) -> None:
    assert "最多 200 个字" in shown(client, f"?q={'字' * 300}")


def test_pages_link_to_each_other(client: Client) -> None:
    for _ in range(11):
        published_story()
    catch_up()

    first, second = shown(client, "?q=夯实"), shown(client, "?q=夯实&page=2")

    assert f"?q={quote('夯实')}&amp;page=2" in first
    assert second.count('class="story-card"') == 1


@pytest.mark.parametrize("number", ["0", "2", "x", "99999999999", "1001"])
def test_a_page_that_is_none_is_not_found(client: Client, number: str) -> None:
    published_story()
    catch_up()

    shown(client, f"?q=夯实&page={number}", 404)


def test_without_an_index_the_page_says_so(client: Client, index_root: Path) -> None:
    shutil.rmtree(index_root)

    response = client.get("/search/?q=夯实")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "检索正在准备中" in response.content.decode()

"""The admin's search."""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from modelsearch.query import Phrase, PlainText
from wagtail.models import Page

from news.models import NewsImage, NewsPage
from search.backend import IndexEntry, query_tokens, write_query, write_vector
from tests.factories import NewsImageFactory, NewsPageFactory, UserFactory

TITLE = "临湖縣持續夯實Wetland基礎，8月完成"


def test_a_vector_has_each_token_with_its_places() -> None:
    assert write_vector([("张掖张掖", "A"), ("掖", "D")]) == (
        "'张掖':2A,4A '掖张':3A '掖':5A,8D"
    )


def test_a_token_is_quoted() -> None:
    assert write_vector([("it's", "A")]) == "'it''s':2A 'it':3A 's':4A"


def test_a_query_requires_its_words() -> None:
    assert write_query(query_tokens("高质量发展 书"), "and") == (
        "'高质' & '质量' & '发展' & '书':*"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    ["夯实", "夯實基礎", "临湖县 完成", "wetland", "8月", "湖", "文明县城", "隆畅社区"],
)
def test_words_inside_a_sentence_find_a_draft(words: str) -> None:
    page = NewsPageFactory(title=TITLE, live=False)

    assert list(NewsPage.objects.all().search(words)) == [page]
    assert list(NewsPage.objects.all().autocomplete(words)) == [page]


@pytest.mark.django_db
def test_a_latin_word_that_has_only_begun_is_completed() -> None:
    page = NewsPageFactory(title=TITLE)

    assert list(Page.objects.all().autocomplete("夯实 wet")) == [page.page_ptr]
    assert list(Page.objects.all().search("夯实 wet")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["夯基", "张掖", "！", "夯实 张掖"])
def test_other_words_find_nothing(words: str) -> None:
    NewsPageFactory(title=TITLE)

    assert list(NewsPage.objects.all().search(words)) == []
    assert list(NewsPage.objects.all().autocomplete(words)) == []


@pytest.mark.django_db
def test_the_operators_of_a_query_are_kept() -> None:
    page = NewsPageFactory(title=TITLE)
    pages = NewsPage.objects.all()

    assert list(pages.search(PlainText("夯实") & PlainText("完成"))) == [page]
    assert list(pages.search(PlainText("夯实") & ~PlainText("完成"))) == []
    assert list(pages.search(PlainText("张掖 夯实", operator="or"))) == [page]
    assert list(pages.search(Phrase("持续夯实"))) == [page]
    assert list(pages.search(Phrase("持续基础"))) == []
    assert list(pages.search(Phrase("湖"))) == [page]


@pytest.mark.django_db
def test_a_title_comes_before_a_body() -> None:
    in_body = NewsPageFactory(title="一则消息")
    in_title = NewsPageFactory(title="夯实基础", body=[])

    assert list(NewsPage.objects.all().search("夯实")) == [in_title, in_body]
    assert list(NewsPage.objects.all().autocomplete("夯实")) == [in_title, in_body]


@pytest.mark.django_db
def test_a_search_may_be_in_the_title_only() -> None:
    NewsPageFactory(title="一则消息")
    page = NewsPageFactory(title="夯实基础")

    assert list(Page.objects.all().search("夯实", fields=["title"])) == [page.page_ptr]


@pytest.mark.django_db
def test_a_change_replaces_the_entry() -> None:
    page = NewsPageFactory(title="初稿标题")
    page.title = "定稿标题"

    page.save()

    assert list(Page.objects.all().search("初稿")) == []
    assert list(Page.objects.all().search("定稿")) == [page.page_ptr]


@pytest.mark.django_db
def test_a_text_longer_than_postgresql_keeps_is_saved() -> None:
    every_character = "".join(map(chr, range(0x4E00, 0x9F00)))
    page = NewsPageFactory(
        title="长文", body=[("paragraph", f"<p>{every_character * 2}</p>")]
    )

    assert list(NewsPage.objects.all().search("长文")) == [page]


@pytest.mark.django_db
def test_the_whole_index_can_be_made_again() -> None:
    page = NewsPageFactory(title=TITLE)
    IndexEntry.objects.all().delete()

    call_command("update_index", stdout=io.StringIO())

    assert list(NewsPage.objects.all().search("夯实")) == [page]


@pytest.mark.django_db
def test_pictures_are_found_by_a_word_of_their_title() -> None:
    image = NewsImageFactory(title="湖面上的薄霧")

    assert list(NewsImage.objects.all().search("薄雾")) == [image]
    assert list(NewsImage.objects.all().autocomplete("薄雾")) == [image]


@pytest.mark.django_db
def test_the_page_explorer_finds_a_word_of_the_body(client: Client) -> None:
    NewsPageFactory(title="一则消息")
    client.force_login(UserFactory(is_superuser=True))

    response = client.get(reverse("wagtailadmin_pages:search"), {"q": "隆畅社区"})

    assert "一则消息" in response.content.decode()


@pytest.mark.django_db
def test_the_page_chooser_finds_a_word_of_a_title(client: Client) -> None:
    NewsPageFactory(title="县里夯实基础")
    client.force_login(UserFactory(is_superuser=True))

    response = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "夯实"})

    assert "县里夯实基础" in response.content.decode()

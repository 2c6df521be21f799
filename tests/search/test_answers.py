"""One search answered whole, for the API and the readers' page."""

import datetime
from typing import Any

import pytest
from wagtail.models import Site

from news.models import HomePage, NewsPage, PublishedDocument
from search.answers import Answer, CursorError, Wanted, answer
from search.index import catch_up
from search.matching import Sort
from search.models import SearchPromotion, SearchSynonym
from search.query import parse
from tests.factories import published_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]


def indexed(**fields: Any) -> NewsPage:
    """Return a published story that is in the index."""
    page = published_story(**fields)
    catch_up()
    return page


def ask(words: str, **parameters: Any) -> Answer:
    """Return the answer of the site that the migrations make."""
    wanted = Wanted(query=parse(words), words=words, **parameters)
    return answer(wanted, Site.objects.get().pk)


def ids(found: Answer) -> list[int]:
    """Return the ids of the stories found."""
    return [story.document.page_id for story in found.stories]


def test_a_synonym_finds_the_story_and_is_marked() -> None:
    page = indexed(title="新型冠状病毒", body=[])
    SearchSynonym.objects.create(
        site=Site.objects.get(), term="新冠", equivalents="新型冠状病毒"
    )

    for sort in Sort:
        found = ask("新冠", sort=sort)
        assert ids(found) == [page.pk]
        assert found.stories[0].title == "<mark>新型冠状病毒</mark>"


def test_a_promoted_story_stands_above_the_first_page_only() -> None:
    pages = [indexed(title="夯实") for _ in range(2)]
    SearchPromotion.objects.create(
        site=Site.objects.get(), queries="夯实", page=pages[1], note="专题"
    )

    first = ask("夯实", limit=1)
    second = ask("夯实", limit=1, cursor=first.next)

    assert [one.document.page_id for one in first.promoted] == [pages[1].pk]
    assert [one.note for one in first.promoted] == ["专题"]
    assert second.promoted == []


def test_what_went_to_another_site_is_no_longer_promoted() -> None:
    page = indexed(title="夯实")
    home = Site.objects.get()
    SearchPromotion.objects.create(site=home, queries="夯实", page=page)
    there = Site.objects.create(
        hostname="dongling.example.cn",
        root_page=HomePage.objects.first().copy(
            update_attrs={"slug": "dongling"}, recursive=False
        ),
    )
    PublishedDocument.objects.filter(page=page).update(site=there, path="/dort/")

    wanted = Wanted(query=parse("夯实"), words="夯实")

    assert answer(wanted, home.pk).promoted == []


def test_facets_are_left_out_where_nobody_wants_them() -> None:
    indexed()

    assert ask("夯实", with_facets=False).facets == {}


def test_dates_of_query_and_parameters_both_hold() -> None:
    indexed(published_at=datetime.datetime(2022, 3, 1, tzinfo=datetime.UTC))

    def total(words: str, **days: datetime.date) -> int:
        return ask(words, **days).total

    assert total("夯实 after:2022", before=datetime.date(2022, 2, 1)) == 0
    assert total("夯实 after:2022", before=datetime.date(2022, 4, 1)) == 1


def test_a_made_up_cursor_is_refused() -> None:
    with pytest.raises(CursorError):
        ask("夯实", cursor="x")

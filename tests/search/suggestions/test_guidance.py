"""Synonyms and promotions act at once, on the searches they are for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from search.guidance import expand, guidance_version, promoted_for
from search.models import SearchPromotion, SearchSynonym
from search.query import parse
from tests.factories import published_story


def synonym(site_id: int, term: str, *words: str, is_mutual: bool = True) -> None:
    """Let words mean the same."""
    SearchSynonym.objects.create(
        site_id=site_id, term=term, equivalents="\n".join(words), is_mutual=is_mutual
    )


def alternatives(text: str, site_id: int) -> dict[str, tuple[str, ...]]:
    """Return the tokens of a query that have alternatives, with them."""
    query = expand(parse(text), site_id, guidance_version())
    return {
        token.text: token.alternatives for token in query.tokens if token.alternatives
    }


def test_a_term_brings_its_other_words(site_id: int) -> None:
    synonym(site_id, "新冠", "新型冠状病毒", "COVID-19")

    assert alternatives("新冠 疫苗", site_id) == {"新冠": ("新型冠状病毒", "covid-19")}


def test_the_other_words_bring_the_term_when_mutual(site_id: int) -> None:
    synonym(site_id, "张掖机场", "甘州机场")

    assert alternatives("甘州机场", site_id) == dict.fromkeys(
        ("甘州", "州机", "机场"), ("张掖机场",)
    )


def test_one_way_goes_one_way(site_id: int) -> None:
    synonym(site_id, "两会", "人民代表大会", is_mutual=False)

    assert alternatives("两会", site_id) == {"两会": ("人民代表大会",)}
    assert alternatives("人民代表大会", site_id) == {}


@pytest.mark.parametrize("text", ['"新冠"', "足球", "-新冠 足球", "新冠冕"])
def test_what_is_not_the_term_is_left_alone(site_id: int, text: str) -> None:
    synonym(site_id, "新冠", "新型冠状病毒")

    assert expand(parse(text), site_id, guidance_version()) == parse(text)


def test_traditional_and_full_width_forms_are_the_same_term(site_id: int) -> None:
    synonym(site_id, "ＧＤＰ", "国内生产总值")

    assert alternatives("gdp", site_id) == {"gdp": ("国内生产总值",)}
    assert "gdp" in str(alternatives("國內生產總值", site_id))


def test_the_longest_term_counts(site_id: int) -> None:
    synonym(site_id, "文明", "礼貌")
    synonym(site_id, "文明城市", "创城")

    assert set(alternatives("文明城市", site_id).values()) == {("创城",)}


def test_the_other_words_are_marked(site_id: int) -> None:
    synonym(site_id, "新冠", "新型冠状病毒")

    assert "新型冠状病毒" in expand(parse("新冠"), site_id, guidance_version()).terms


def test_rules_act_at_once_and_end_at_once(site_id: int) -> None:
    synonym(site_id, "新冠", "新型冠状病毒")
    assert alternatives("新冠", site_id)

    SearchSynonym.objects.update(equivalents="新冠肺炎")
    assert alternatives("新冠", site_id) == {"新冠": ("新冠肺炎",)}

    SearchSynonym.objects.all().delete()
    assert alternatives("新冠", site_id) == {}


def test_rules_that_are_known_cost_one_small_query(site_id: int) -> None:
    synonym(site_id, "新冠", "新型冠状病毒")
    alternatives("新冠", site_id)

    with CaptureQueriesContext(connection) as queries:
        alternatives("新冠", site_id)

    assert len(queries) == 1


def test_a_rule_changes_the_version(site_id: int) -> None:
    before = guidance_version()

    synonym(site_id, "新冠", "新型冠状病毒")

    assert guidance_version() != before


def test_another_site_has_its_own_rules(site_id: int) -> None:
    other = Site.objects.create(
        hostname="other.example", root_page=Site.objects.get().root_page
    )
    synonym(site_id, "新冠", "新型冠状病毒")

    assert alternatives("新冠", other.pk) == {}


def promote(site_id: int, queries: str, position: int = 1) -> int:
    """Promote a story of its own, and return its page."""
    page = published_story(title="文明城市创建")
    SearchPromotion.objects.create(
        site_id=site_id, queries=queries, page=page, note="专题", position=position
    )
    return page.pk


def promoted(text: str, site_id: int) -> list[int]:
    """Return the pages that stand on top of a search."""
    return [
        result.page_id
        for result in promoted_for(parse(text), site_id, guidance_version())
    ]


def test_promotions_come_in_their_order(site_id: int) -> None:
    second = promote(site_id, "创城", position=2)
    first = promote(site_id, "文明城市\n创城")

    assert promoted("創城", site_id) == [first, second]
    assert promoted("文明 城市", site_id) == [first]
    assert promoted("文明城市建设", site_id) == []


def test_a_narrowed_search_has_no_promotions(site_id: int) -> None:
    promote(site_id, "创城")

    assert promoted("创城 after:2022", site_id) == []

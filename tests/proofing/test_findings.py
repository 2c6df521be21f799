"""Findings of whole stories: pictures, links, paragraphs, signatures, their places."""

import pytest

from news.models import ProofingTerm
from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity, find_all
from news.proofing.plain import plain_text
from news.proofing.rules import links, paragraphs, pictures, signature
from tests.factories import NewsImageFactory, NewsPageFactory, SourceFactory
from tests.proofing.stories import found, story_of

pytestmark = pytest.mark.django_db

LONG = "县里不断夯实文明县城创建基础，隆畅社区的居民说，路灯亮了。"


def test_a_key_is_of_rule_and_words_not_of_the_place() -> None:
    first = Finding(
        "word", Severity.WARN, "“布署”应为“部署”。", "body", "a", 1, 3, "布署"
    )
    moved = Finding("word", Severity.BLOCK, "布署？", "title", None, 7, 9, "布署")
    other = Finding("date", Severity.WARN, "“布署”", "body", "a", 1, 3, "布署")

    assert first.key == moved.key
    assert first.key != other.key


def test_findings_come_in_the_order_of_the_story() -> None:
    ProofingTerm.objects.create(word="布署", replacement="部署")
    story = story_of("路修好了,会议布署", "布署", title="布署", summary="布署")

    places = [(each.field, each.block_id, each.rule) for each in find_all(story)]

    assert places == [
        ("title", None, "word"),
        ("summary", None, "word"),
        ("body", "block-0", "half-width"),
        ("body", "block-0", "word"),
        ("body", "block-1", "word"),
        ("source", None, "unsigned"),
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二<br/>三</p>", "一\n二\n三"),
        ("<ul><li>甲</li><li><b>乙</b>丙</li></ul>", "甲\n乙丙"),
        ("<p>A &amp; B&nbsp;C</p>\n<p> 二 </p>", "A & B\xa0C\n二"),
        ('<p><a linktype="page" id="3">旧闻</a>。</p>', "旧闻。"),
    ],
)
def test_rich_text_is_read_as_its_editor_shows_it(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_a_paragraph_pasted_twice_is_found_once() -> None:
    findings = found(paragraphs.repeated_paragraphs, LONG, "别的话。", f"\n{LONG}")

    assert [(each.block_id, each.excerpt) for each in findings] == [("block-2", LONG)]


def test_short_refrains_are_left_alone() -> None:
    assert found(paragraphs.repeated_paragraphs, "灯亮了。", "灯亮了。") == []


def image_story(**value: object) -> Draft:
    """Return a draft with one picture."""
    empty = {"image": None, "address": "", "caption": "", "credit": "", "alt": ""}
    story = story_of()
    story.body = [("image", {**empty, **value})]
    return Draft.of(story)


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ({"alt_text": "", "credit": ""}, ["picture-alt", "picture-credit"]),
        ({"alt_text": "IMG_2031.jpg", "credit": "林静"}, ["picture-alt"]),
        ({"alt_text": "湖面上的薄雾", "credit": "林静"}, []),
    ],
)
def test_a_picture_needs_words(words: dict[str, str], rules: list[str]) -> None:
    draft = image_story(image=NewsImageFactory(**words))

    assert [each.rule for each in pictures.pictures(draft)] == rules


def test_words_of_the_story_stand_for_those_of_the_library() -> None:
    image = NewsImageFactory(alt_text="", credit="")

    draft = image_story(image=image, alt="湖面", caption="清晨（林静 摄）")

    assert list(pictures.pictures(draft)) == []


def test_a_lead_picture_needs_words_too() -> None:
    story = story_of(lead_image=NewsImageFactory(credit=""))

    [finding] = pictures.pictures(Draft.of(story))

    assert (finding.field, finding.rule) == ("lead_image", "picture-credit")


def test_links_that_lead_nowhere_are_found() -> None:
    live, draft = NewsPageFactory(), NewsPageFactory(live=False)
    targets = [("page", live.pk), ("page", draft.pk), ("page", 0), ("document", 0)]
    html = "".join(
        f'<a linktype="{kind}" id="{pk}">链接{place}</a>'
        for place, (kind, pk) in enumerate(targets)
    )
    story = story_of()
    story.body = [("paragraph", f"<p>{html}</p>")]

    findings = list(links.broken_links(Draft.of(story)))

    assert [(each.excerpt, each.message) for each in findings] == [
        ("链接1", "链接的页面没有发布，读者打不开。"),
        ("链接2", "链接的页面已经删除。"),
        ("链接3", "链接的文件已经删除。"),
    ]


def test_a_block_whose_choice_is_gone_is_found() -> None:
    story = story_of()
    story.body = [("related", None)]

    [finding] = links.broken_links(Draft.of(story))

    assert finding.block_id == story.body[0].id


def test_a_story_without_name_and_source_is_found() -> None:
    assert [each.rule for each in signature.unsigned(Draft.of(story_of()))] == [
        "unsigned"
    ]
    assert list(signature.unsigned(Draft.of(story_of(source=SourceFactory())))) == []
    signed = NewsPageFactory(byline=["林静"], live=False)
    assert list(signature.unsigned(Draft.of(signed))) == []


def test_a_sound_story_costs_few_queries(django_assert_num_queries) -> None:
    story = NewsPageFactory(byline=["林静"], live=False)
    find_all(story)

    with django_assert_num_queries(1):
        assert find_all(story) == []

"""Stories that repeat a published one are pointed out, from a real index."""

from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.models import NewsPage
from news.proofing.findings import Finding, Severity, find_all
from search.editorial.similar import find_similar
from search.index import catch_up
from tests.benchmarks.prose import paragraph
from tests.factories import UserFactory, published_story

pytestmark = pytest.mark.django_db


def prose(seed: int, paragraphs: int = 5) -> list[str]:
    """Return the paragraphs of a story that no other seed has."""
    random = Random(seed)  # noqa: S311
    return [paragraph(random, 120) for _ in range(paragraphs)]


def body(paragraphs: list[str]) -> list[tuple[str, str]]:
    """Return a story's body of these paragraphs."""
    return [("paragraph", f"<p>{text}</p>") for text in paragraphs]


@pytest.fixture
def published(empty_index: None) -> NewsPage:
    """A published story among others, in the index."""
    story = published_story(title="路灯亮了", body=body(prose(1)))
    for seed in range(2, 5):
        published_story(body=body(prose(seed)))
    catch_up()
    return story


def repeated(story: NewsPage) -> list[Finding]:
    """Return what the check says of repetitions."""
    return [finding for finding in find_all(story) if finding.rule == "repeated"]


def draft(paragraphs: list[str]) -> NewsPage:
    """Return a story that nobody has saved."""
    return NewsPage(title="新稿", body=NewsPage.body.field.to_python(body(paragraphs)))


def test_a_copy_is_found_with_its_place_and_share(published: NewsPage) -> None:
    (finding,) = repeated(draft(prose(1)))

    day = timezone.localdate(published.published_at).isoformat()
    category = published.category.title
    assert finding.message == (
        f"正文有 100% 与已发布的《路灯亮了》（{category}，{day}）相同。"
    )
    assert finding.severity == Severity.WARN


def test_an_edited_copy_is_found(published: NewsPage) -> None:
    edited = [text.replace("的", "之").replace("，", "。") for text in prose(1)]

    (found,) = find_similar("\n".join(edited))

    assert found.document.pk == published.pk
    assert 0.3 <= found.share < 1


def test_a_part_that_is_copied_is_a_hint(published: NewsPage) -> None:
    (finding,) = repeated(draft([*prose(90, 3), *prose(1)[:3]]))

    assert finding.severity == Severity.NOTE


def test_the_stretches_in_common_are_as_the_draft_has_them(
    published: NewsPage,
) -> None:
    copied = prose(1)[2]

    (found,) = find_similar("\n".join([prose(90, 1)[0], copied]))

    # The sentence before may end with the same words.
    assert copied.rstrip("。") in found.stretches[0]


def test_another_story_is_not_alike(published: NewsPage) -> None:
    assert find_similar("\n".join(prose(99))) == []


def test_a_story_does_not_repeat_itself(published: NewsPage) -> None:
    assert repeated(published) == []


def test_a_few_words_say_nothing(published: NewsPage) -> None:
    assert find_similar(prose(1)[0][:30]) == []


def test_a_story_that_was_withdrawn_is_not_named(published: NewsPage) -> None:
    published.unpublish()

    # The index has not heard of it yet; the documents have.
    assert find_similar("\n".join(prose(1))) == []


def test_without_an_index_nothing_is_said() -> None:
    assert find_similar("\n".join(prose(1))) == []


def test_signs_and_width_do_not_hide_a_copy(published: NewsPage) -> None:
    disguised = " ".join("\n".join(prose(1)).replace("。", "！").replace("，", " "))

    (found,) = find_similar(disguised)

    assert found.share == 1


def test_the_page_shows_what_is_the_same(client: Client, published: NewsPage) -> None:
    copy = published_story(title="又亮了", body=body(prose(1)))
    client.force_login(UserFactory(groups=["主编"]))

    html = client.get(reverse("search_similar", args=[copy.pk])).content.decode()

    assert "路灯亮了" in html
    assert "100%" in html
    assert published.site_path in html
    assert prose(1)[0][:20] in html


def test_the_page_is_for_those_who_may_edit(
    client: Client, published: NewsPage
) -> None:
    client.force_login(UserFactory())

    response = client.get(reverse("search_similar", args=[published.pk]), follow=True)

    assert "相同的已发布稿件" not in response.content.decode()

"""The comparison of versions in the admin: all fields, any two versions."""

import pytest
from django.test import Client
from django.urls import reverse

from news.models import NewsByline, NewsPage
from tests.factories import (
    NewsImageFactory,
    PersonFactory,
    SourceFactory,
    UserFactory,
    published_story,
)


@pytest.fixture
def story(db: None) -> NewsPage:
    """A published story."""
    return published_story(
        title="县城的路灯亮了", byline=["林静"], source=SourceFactory(name="临湖日报")
    )


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    """A chief editor's browser."""
    client.force_login(UserFactory(groups=["主编"]))
    return client


def draft(story: NewsPage, **fields: object) -> int:
    """Save another version of a story; return the id of its revision."""
    page = NewsPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision().pk


def compared(editor: Client, story: NewsPage, *, before: object = "live") -> str:
    """Return the page that compares a version with the latest."""
    address = reverse(
        "wagtailadmin_pages:revisions_compare", args=(story.pk, before, "latest")
    )
    return editor.get(address).content.decode()


def test_a_title_is_compared_by_characters(editor: Client, story: NewsPage) -> None:
    draft(story, title="县城的街灯亮了")

    assert "县城的<del>路</del><ins>街</ins>灯亮了" in compared(editor, story)


def test_a_body_is_compared_by_blocks(editor: Client, story: NewsPage) -> None:
    page = NewsPage.objects.get(pk=story.pk)
    body = list(page.body.raw_data)
    draft(story, body=page.body.stream_block.to_python([*body[1:], body[0]]))

    assert "移动，原第 1 块，现第 3 块" in compared(editor, story)


def test_a_source_and_a_picture_are_compared_as_wholes(
    editor: Client, story: NewsPage
) -> None:
    draft(
        story,
        source=SourceFactory(name="临湖晚报"),
        lead_image=NewsImageFactory(title="湖面"),
    )

    html = compared(editor, story)

    assert "<del>临湖日报</del><ins>临湖晚报</ins>" in html
    assert "新图：湖面" in html


def test_a_byline_comes_and_a_tag_goes(editor: Client, story: NewsPage) -> None:
    story.tags.add("民生")
    story.save_revision().publish()
    page = NewsPage.objects.get(pk=story.pk)
    page.tags.set(["路灯"])
    page.bylines.add(NewsByline(person=PersonFactory(name="卓然"), sort_order=1))
    page.save_revision()

    html = compared(editor, page)

    assert "<del>民生</del>、<ins>路灯</ins>" in html
    assert "<strong>新增</strong>" in html
    assert "卓然" in html


def test_a_time_is_the_newsrooms(editor: Client, story: NewsPage) -> None:
    draft(story, published_at="2026-07-01T01:30:00Z")

    assert "<ins>2026-07-01 09:30</ins>" in compared(editor, story)


def test_hostile_titles_are_words(editor: Client, story: NewsPage) -> None:
    draft(story, title="<script>x</script>", kicker="</ins><img src=x>")

    html = compared(editor, story)

    assert "<script>x" not in html
    assert "<img src=x>" not in html


def test_any_two_versions_are_offered_by_their_time_and_name(
    editor: Client, story: NewsPage
) -> None:
    middle = draft(story, title="二")
    draft(story, title="三")

    response = editor.get(
        reverse("news_comparing_choose", args=[story.pk]),
        {"before": story.latest_revision_id, "after": middle},
        follow=True,
    )

    html = response.content.decode()
    assert f'<option value="{middle}" selected>' in html
    assert f'<option value="{story.latest_revision_id}" selected>' in html
    assert "<ins>二</ins>" in html
    assert "（最新）" in html


def test_the_older_of_two_chosen_versions_comes_first(
    editor: Client, story: NewsPage
) -> None:
    newer = draft(story, title="二")

    response = editor.get(
        reverse("news_comparing_choose", args=[story.pk]),
        {"before": newer, "after": story.latest_revision_id},
    )

    assert response["Location"].endswith(f"/{story.latest_revision_id}...{newer}/")


@pytest.mark.parametrize("chosen", ["", "latest", "1; drop", "9" * 30])
def test_what_is_no_version_is_refused(
    editor: Client, story: NewsPage, chosen: str
) -> None:
    response = editor.get(
        reverse("news_comparing_choose", args=[story.pk]),
        {"before": chosen, "after": "live"},
    )

    assert response.status_code == 400


def test_versions_of_another_story_are_not_shown(
    editor: Client, story: NewsPage
) -> None:
    other = published_story(title="别的稿件")
    address = reverse(
        "wagtailadmin_pages:revisions_compare",
        args=(story.pk, other.latest_revision_id, "latest"),
    )

    assert editor.get(address).status_code == 404


def test_who_may_not_edit_a_story_does_not_see_its_versions(
    client: Client, story: NewsPage
) -> None:
    client.force_login(UserFactory())
    address = reverse("news_comparing_choose", args=[story.pk])

    response = client.get(address, {"before": "live", "after": "live"}, follow=True)

    assert "县城的路灯亮了" not in response.content.decode()


def test_the_history_and_the_editor_lead_to_the_comparison(
    editor: Client, story: NewsPage
) -> None:
    address = reverse(
        "wagtailadmin_pages:revisions_compare", args=(story.pk, "earliest", "latest")
    )

    for name in ("history", "edit"):
        page = editor.get(reverse(f"wagtailadmin_pages:{name}", args=[story.pk]))
        assert address in page.content.decode()


def test_the_page_costs_as_many_queries_for_many_versions(
    editor: Client, story: NewsPage, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        draft(story, title=f"第{number}稿")

    with django_assert_max_num_queries(60):  # type: ignore[operator]
        compared(editor, story)

"""The source rule: what reprints must carry, and whom the paper may reprint."""

import pytest
from django.test import Client
from django.urls import reverse

from news.models import NewsPage, Source, SourceSettings
from news.objections import objections
from news.proofing.findings import Finding, Severity, find_all
from tests.factories import SourceFactory, UserFactory, published_story

WHOLE = {
    "original_author": "卓然",
    "original_title": "碧水",
    "original_url": "https://paper.example.cn/1",
}


@pytest.fixture
def source(db: None) -> Source:
    """Another paper."""
    return SourceFactory(name="远山日报")


def settle(**rules: str) -> None:
    """Set the rules."""
    settings = SourceSettings.load()
    for name, value in rules.items():
        setattr(settings, name, value)
    settings.save()


def found(story: NewsPage, rule: str) -> list[Finding]:
    """Return what one rule finds."""
    return [finding for finding in find_all(story) if finding.rule == rule]


def test_a_reprint_with_all_it_must_carry_is_sound(source: Source) -> None:
    story = published_story(source=source, **WHOLE)

    assert found(story, "reprint-incomplete") == []
    assert found(story, "source-unlisted") == []


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ("original_author", "原作者"),
        ("original_title", "原标题"),
        ("original_url", "原文地址"),
    ],
)
def test_what_a_reprint_lacks_is_named(source: Source, missing: str, name: str) -> None:
    story = published_story(source=source, **{**WHOLE, missing: ""})

    (finding,) = found(story, "reprint-incomplete")

    assert finding.message == f"转载稿要写明{name}。"
    assert finding.severity == Severity.WARN
    assert finding.field == missing


def test_own_stories_are_no_reprints(source: Source) -> None:
    settle(unlisted="block", incomplete="block")
    Source.objects.filter(pk=source.pk).update(is_own=True)
    source.refresh_from_db()

    story = published_story(source=source)

    assert found(story, "reprint-incomplete") == found(story, "source-unlisted") == []


def test_a_story_without_a_source_is_no_reprint(db: None) -> None:
    settle(unlisted="block", incomplete="block")

    story = published_story(source=None)

    assert found(story, "reprint-incomplete") == found(story, "source-unlisted") == []


@pytest.mark.parametrize(
    ("rule", "severities"),
    [("ignore", []), ("warn", [Severity.WARN]), ("block", [Severity.BLOCK])],
)
def test_the_newsroom_says_what_a_source_beyond_the_list_means(
    source: Source, rule: str, severities: list[Severity]
) -> None:
    settle(unlisted=rule)
    story = published_story(source=source, **WHOLE)

    findings = found(story, "source-unlisted")

    assert [finding.severity for finding in findings] == severities


def test_a_source_on_the_list_is_sound(source: Source) -> None:
    settle(unlisted="block")
    source.is_allowed = True
    source.save()

    story = published_story(source=source, **WHOLE)

    assert found(story, "source-unlisted") == []


def test_a_blocked_source_speaks_against_publishing(source: Source) -> None:
    settle(unlisted="block")
    story = published_story(source=source, **WHOLE)
    user = UserFactory(groups=["主编"])

    messages = [objection.message for objection in objections(story, user)]

    assert any("来源“远山日报”不在白名单里" in message for message in messages)


def test_a_waiver_holds_until_something_else_is_missing(source: Source) -> None:
    story = published_story(source=source, **{**WHOLE, "original_author": ""})

    (before,) = found(story, "reprint-incomplete")
    story.title = "别的题目"
    (after,) = found(story, "reprint-incomplete")
    story.original_url = ""
    (other,) = found(story, "reprint-incomplete")

    assert before.key == after.key
    assert before.key != other.key


def test_only_chief_editors_change_the_rules(client: Client, db: None) -> None:
    address = reverse("wagtailsettings:edit", args=["news", "sourcesettings"])

    answers = {}
    for group in ("主编", "编辑"):
        client.force_login(UserFactory(groups=[group]))
        answers[group] = client.get(address, follow=True).content.decode()

    assert "转载稿缺原作者、原标题或原文地址" in answers["主编"]
    assert "转载稿缺原作者、原标题或原文地址" not in answers["编辑"]


def test_readers_and_front_ends_get_the_original_author(
    client: Client, source: Source
) -> None:
    story = published_story(source=source, **WHOLE)

    member = client.get(f"/api/v2/pages/{story.pk}/").json()["original_author"]
    page = client.get(story.site_path).content.decode()

    assert member == "卓然"
    assert "原作者：卓然" in page

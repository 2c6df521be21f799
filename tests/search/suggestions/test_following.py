"""Phrases follow the log of changes."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from news.models import NewsPage
from news.published.models import Change
from search.models import StoryPhrases, SuggestionPhrase, SuggestionProgress
from search.suggestions import following
from search.suggestions.following import catch_up, rebuild
from tests.factories import published_story

pytestmark = pytest.mark.django_db


def counts() -> dict[str, tuple[int, int, int]]:
    """Return the counts of all phrases: headlines, names, tags."""
    rows = SuggestionPhrase.objects.values_list("text", "titles", "quoted", "tagged")
    return {text: (titles, quoted, tagged) for text, titles, quoted, tagged in rows}


def retitle(page: NewsPage, title: str) -> None:
    """Publish a story under another title."""
    page.title = title
    page.save_revision().publish()


def test_words_pairs_names_and_tags_are_counted() -> None:
    page = published_story(
        title="《敦煌女儿》在张掖上演",
        body=[("paragraph", "<p>观众说，“一带一路”上的故事。</p>")],
    )
    page.tags.add("文艺")
    page.save_revision().publish()

    catch_up()

    found = counts()
    assert found["敦煌女儿"] == (1, 1, 0)
    assert found["张掖"] == (1, 0, 0)
    assert found["张掖上演"] == (1, 0, 0)
    assert found["一带一路"] == (0, 1, 0)
    assert found["文艺"] == (0, 0, 1)
    assert "在张掖" not in found


def test_a_changed_story_takes_its_old_phrases_back() -> None:
    page = published_story(title="张掖湿地")
    published_story(title="张掖机场")
    catch_up()

    retitle(page, "苏州园林")
    catch_up()

    found = counts()
    assert "湿地" not in found
    assert found["张掖"] == (1, 0, 0)
    assert found["苏州园林"] == (1, 0, 0)


def test_a_withdrawn_storys_phrases_go() -> None:
    page = published_story(title="张掖湿地")
    catch_up()

    page.unpublish()
    catch_up()

    assert counts() == {}
    assert not StoryPhrases.objects.exists()


def test_a_deleted_storys_phrases_go() -> None:
    page = published_story(title="张掖湿地")
    catch_up()

    page.delete()
    catch_up()

    assert counts() == {}


def test_a_story_of_before_the_first_count_is_counted() -> None:
    published_story(title="张掖湿地")
    published_story(title="张掖机场")
    SuggestionProgress.objects.all().delete()

    assert catch_up() == 2

    assert counts()["张掖"] == (2, 0, 0)
    assert SuggestionProgress.objects.get().swept_to is None


def test_a_first_count_of_several_batches_misses_no_change(monkeypatch) -> None:
    monkeypatch.setattr(following, "SWEPT", 1)
    first = published_story(title="张掖湿地")
    published_story(title="张掖机场")
    following._count_batch()

    retitle(first, "苏州园林")
    catch_up()
    followed = counts()
    rebuild()

    assert followed == counts()
    assert followed["苏州园林"] == (1, 0, 0)


def test_after_a_first_count_the_database_knows_what_is_there() -> None:
    published_story(title="张掖湿地")
    SuggestionProgress.objects.all().delete()

    catch_up()

    table = SuggestionPhrase._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (SuggestionPhrase.objects.count(),)


def test_a_batch_that_fails_leaves_nothing_half_done(monkeypatch) -> None:
    published_story(title="张掖湿地")
    catch_up()
    position = SuggestionProgress.objects.get().position
    published_story(title="苏州园林")
    monkeypatch.setattr(following.SuggestionProgress, "save", fail)

    with pytest.raises(RuntimeError):
        catch_up()

    assert "苏州园林" not in counts()
    assert SuggestionProgress.objects.get().position == position


def fail(*args: object) -> None:
    """Stand for a machine that stops just before the commit."""
    raise RuntimeError


def test_the_log_of_another_database_is_counted_anew() -> None:
    published_story(title="张掖湿地")
    catch_up()
    SuggestionPhrase.objects.update(titles=9)
    SuggestionProgress.objects.update(position=Change.objects.latest("pk").pk + 7)

    catch_up()

    assert counts()["张掖"] == (1, 0, 0)


def test_a_rebuild_mends_wrong_counts() -> None:
    published_story(title="张掖湿地")
    catch_up()
    SuggestionPhrase.objects.update(titles=9)

    call_command("rebuild_suggestions")

    assert counts()["张掖"] == (1, 0, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_at_once_wait_for_each_other() -> None:
    published_story(title="张掖湿地")
    catch_up()

    with transaction.atomic():
        following._held_progress()
        assert not is_free_elsewhere()

    assert is_free_elsewhere()


def is_free_elsewhere() -> bool:
    """Return whether a connection of its own could count now."""
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters) as other:
        row = other.execute(
            "SELECT id FROM search_suggestionprogress FOR UPDATE SKIP LOCKED"
        ).fetchone()
    return row is not None

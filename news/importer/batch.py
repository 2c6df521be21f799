"""A batch of parsed articles: written at once, told in order."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from wagtail.models import Page

from news.importer.bulk.create import NewStory, create_stories
from news.importer.bulk.patience import with_patience
from news.importer.outcome import Handled, Outcome
from news.importer.parsing import Parsed
from news.importer.pictures_later import PictureFinder, bring_pictures_later
from news.importer.plans import FATAL, Plan, make_plans
from news.importer.record import PostRecord
from news.importer.stories import Prepared, prepare
from news.importer.write import find_or_create_category, story_slug, write_record

logger = logging.getLogger(__name__)


class MediaLibrary(PictureFinder, Protocol):
    """Where the pictures of records become images."""

    def place(self, records: Sequence[PostRecord]) -> Sequence[PostRecord]:
        """Return the records with the images that their pictures have become."""

    def check(self, records: Sequence[PostRecord]) -> Sequence[PostRecord]:
        """Return the records with what `place` would report; nothing is written."""


def bring_batch(
    parsed: Sequence[Parsed],
    names: dict[str, str],
    *,
    is_dry_run: bool,
    media: MediaLibrary | None,
) -> list[Handled]:
    """Write what differs of some articles, and return what became of their files.

    `names` are those of the categories by slug; new ones are added.
    """
    plans = make_plans(parsed, names)
    if media is not None:
        bring_pictures_later(plans, media)
    writing = [plan for plan in plans if plan.outcome.writes]
    if is_dry_run:
        _check(writing, media)
    else:
        _write(writing, media)
    left = iter(plans)
    return [line for group in parsed for line in _tell(group, left)]


def _tell(group: Parsed, plans: Iterator[Plan]) -> Iterator[Handled]:
    if group.best is not None:
        yield next(plans).handled()
    for copy in group.copies:
        outcome = Outcome.REFUSED if copy.is_refused else Outcome.DUPLICATE
        yield Handled(copy.file_name, copy, outcome)
    for name, reason in group.unread:
        yield Handled(name, None, Outcome.REFUSED, reason)


def _check(plans: Sequence[Plan], media: MediaLibrary | None) -> None:
    """Say what a run would say of the pictures."""
    if media is not None and plans:
        checked = media.check([plan.decided for plan in plans])
        for plan, record in zip(plans, checked, strict=True):
            plan.decided = record


def _write(plans: Sequence[Plan], media: MediaLibrary | None) -> None:
    if media is not None and plans:
        placed = media.place([plan.record for plan in plans])
        for plan, record in zip(plans, placed, strict=True):
            plan.placed = record
    left = _write_together([plan for plan in plans if plan.is_new])
    for plan in plans:
        if plan in left or not plan.is_new:
            plan.attempt(_write_alone)


def _write_alone(plan: Plan) -> None:
    write = partial(
        write_record,
        plan.record,
        plan.placed,
        has_new_pictures=plan.has_new_pictures,
    )
    plan.decided, plan.outcome, plan.page_id = with_patience(write)


def _write_together(plans: Sequence[Plan]) -> Sequence[Plan]:
    """Write new stories in bulk; return those that have to be written alone."""
    made: dict[str, Page] = {}
    stories = [(plan, _new_story(plan, made)) for plan in plans]
    chosen = [(plan, story) for plan, story in stories if story is not None]
    try:
        page_ids = create_stories([story for _plan, story in chosen])
    except FATAL:
        raise
    except Exception:
        # One by one, the report says which of them fails.
        logger.debug("cannot write a batch", exc_info=True)
        return plans
    for (plan, story), page_id in zip(chosen, page_ids, strict=True):
        plan.decided, plan.page_id = story.record, page_id
    return [plan for plan, story in stories if story is None]


def _new_story(plan: Plan, made: dict[str, Page]) -> NewStory | None:
    """Return the story of a plan, None when it has to be written alone.

    `made` are the categories that this batch has made.
    """
    try:
        content = plan.content
        if content.notes:
            return None
        category = plan.category or _make_category(content, made)
        prepared = _prepared(plan, content)
    except FATAL:
        raise
    except Exception:
        logger.debug("cannot prepare %s", plan.record.file_name, exc_info=True)
        return None
    if prepared is None or not (category.live or content.is_draft):
        return None
    return NewStory(
        content,
        prepared,
        fingerprint=plan.decided.fingerprint,
        slug=story_slug(content),
        category_id=category.pk,
        is_live=category.live,
    )


def _make_category(record: PostRecord, made: dict[str, Page]) -> Page:
    slug = record.category.slug
    if slug not in made:
        made[slug] = with_patience(partial(find_or_create_category, record))
    return made[slug]


def _prepared(plan: Plan, content: PostRecord) -> Prepared | None:
    """Return what was prepared of a story elsewhere, or prepare it now."""
    if plan.prepared is None or content.blocks != plan.record.blocks:
        return prepare(content)
    if content.is_draft:
        return replace(plan.prepared, document=None)
    return plan.prepared

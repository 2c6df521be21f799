"""What is to be done with the articles of a batch: decided for all at once."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db import InterfaceError, OperationalError
from wagtail.models import Page

from news.importer.known import CategoryError, Known, NoHomePageError
from news.importer.outcome import Handled, Outcome, find_outcome
from news.importer.parsing import Parsed, sentence_of
from news.importer.record import PostRecord
from news.importer.stories import Prepared

logger = logging.getLogger(__name__)

# These end the run: every other file would fail as well.
FATAL = (InterfaceError, OperationalError, NoHomePageError)


# Compared by identity: two plans are never the same.
@dataclass(slots=True, eq=False)
class Plan:
    """What is to be done with the copy of an article that is imported.

    `record` is what the file says, `decided` the same as it will be written, `placed`
    with its pictures in the library; `category` is where it belongs, None when that
    has yet to be made.
    """

    record: PostRecord
    decided: PostRecord
    placed: PostRecord
    prepared: Prepared | None
    outcome: Outcome = Outcome.REFUSED
    is_new: bool = False
    # The file is unchanged, but its pictures can be had by now.
    has_new_pictures: bool = False
    category: Page | None = None
    page_id: int | None = None
    reason: str = ""

    @property
    def content(self) -> PostRecord:
        """Return what is written: with its pictures, and with all problems."""
        problems = {*self.placed.problems, *self.decided.problems}
        return replace(self.placed, problems=tuple(sorted(problems)))

    def attempt(self, step: Callable[["Plan"], None]) -> None:
        """Take a step; a story whose step fails is refused, the others go on."""
        try:
            step(self)
        except FATAL:
            raise
        except Exception as error:
            logger.debug("cannot write %s", self.record.file_name, exc_info=True)
            self.outcome, self.reason = Outcome.REFUSED, sentence_of(error)
            if isinstance(error, CategoryError):
                self.decided = self.decided.with_problem("category_not_made")

    def handled(self) -> Handled:
        """Return the line of the report."""
        name = self.record.file_name
        return Handled(name, self.decided, self.outcome, self.reason, self.page_id)


def make_plans(parsed: Sequence[Parsed], names: dict[str, str]) -> list[Plan]:
    """Return what to do with the best copy of each article that has one.

    `names` are those of the categories by slug; new ones are added.
    """
    plans = []
    for group in parsed:
        if group.best is not None:
            record = _check_category(group.best, names)
            plans.append(Plan(record, record, record, group.prepared))
    try:
        _decide(plans)
    except FATAL:
        raise
    except Exception:
        logger.debug("cannot decide on a batch", exc_info=True)
        for plan in plans:
            plan.attempt(lambda plan: _decide([plan]))
    return plans


def _decide(plans: Sequence[Plan]) -> None:
    known = Known.of([plan.record for plan in plans])
    for plan in plans:
        plan.decided, plan.outcome = find_outcome(plan.record, known)
        plan.category = known.place(plan.record)
        if post := known.post(plan.record):
            plan.page_id = post.page_id
        plan.is_new = post is None


def _check_category(record: PostRecord, names: dict[str, str]) -> PostRecord:
    """Return the record, reporting a slug that belongs to another name."""
    slug, name = record.category.slug, record.category.name
    if record.is_refused or not (slug and name) or names.setdefault(slug, name) == name:
        return record
    return record.with_problem("category_name_conflict")

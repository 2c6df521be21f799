"""Whether a story is withdrawn, and what that means for publishing it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from news.models.corrections import Correction
from news.objections import Objection, ask
from news.review.publishing import ObjectionsError
from news.tree_locks import lock_pages

if TYPE_CHECKING:
    from news.models import NewsPage, User

WITHDRAWN = "这篇稿件已经撤稿。要让读者再看到它，请用“重新发布”，并写明说明。"


def withdrawal_of(page_id: int) -> Correction | None:
    """Return the withdrawal in force, None of a story that is not withdrawn."""
    newest = Correction.objects.filter(page_id=page_id).of_standing().first()
    if newest is None or newest.kind != Correction.Kind.WITHDRAWAL:
        return None
    return newest


def refuse_withdrawn(page_id: int) -> None:
    """Let nobody publish a withdrawn story past its notice; raises ObjectionsError.

    The row of the page is held until the commit: of a withdrawal and a publishing at
    the same time, the one that comes second sees what the first has done.
    """
    lock_pages([page_id])
    if withdrawal_of(page_id) is not None:
        raise ObjectionsError([Objection("withdrawn", WITHDRAWN)])


@ask
def object_to_withdrawn(story: "NewsPage", user: "User | None") -> Iterator[Objection]:
    """Object to publishing a withdrawn story without a note to its readers."""
    if story.pk and withdrawal_of(story.pk) is not None:
        yield Objection("withdrawn", WITHDRAWN)

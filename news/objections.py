"""What speaks against publishing a story: one list, asked by every way of publishing.

Rooms with a rule of their own (findings, sources, embargo, review) add a question when
the application starts; nobody who publishes needs to know which there are.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from news.models import NewsPage, User


class Objection(NamedTuple):
    """A reason why a story cannot be published now; `message` is for editors."""

    code: str
    message: str


Question = Callable[["NewsPage", "User | None"], Iterable[Objection]]

_questions: list[Question] = []


def ask(question: Question) -> Question:
    """Add a question that is put before each publishing; a decorator."""
    if question not in _questions:
        _questions.append(question)
    return question


def objections(story: "NewsPage", user: "User | None") -> list[Objection]:
    """Return all that speaks against publishing the story as it stands in memory.

    `user` is who wants it, and None where no person decides: the scheduler carries out
    what was decided before, an import brings what has been printed.
    """
    return [objection for question in _questions for objection in question(story, user)]

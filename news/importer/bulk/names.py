"""People, sources and tags of a batch: found at once, made where they are missing.

Written and committed before any category is locked: an editor who is just adding the
same name may wait for us, or we for them, but never both.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from taggit.models import Tag
from wagtail.search.backends import get_search_backends

from news.importer.record import PostRecord
from news.importer.stories import Names, person_name, source_name
from news.models import Person, Source

Named = TypeVar("Named", bound=Model)


def find_or_create_names(records: Sequence[PostRecord]) -> Names:
    """Return all names of some records as rows of the database."""
    people = {person_name(name) for record in records for name, _ in record.byline}
    sources = {source_name(record) for record in records} - {""}
    tags = {tag for record in records for tag in record.tags}
    return Names(
        people=_find_or_create(Person, people, _create_people),
        sources=_find_or_create(Source, sources, _create_sources),
        tags=_find_or_create(Tag, tags, _create_tags),
    )


def _find_or_create(
    model: type[Named], names: set[str], create: Callable[[Iterable[str]], None]
) -> dict[str, Named]:
    found = _find(model, names)
    if missing := sorted(names - found.keys()):
        create(missing)
        found |= _find(model, missing)
    return found


def _find(model: type[Named], names: Iterable[str]) -> dict[str, Named]:
    if not names:
        return {}
    rows = model._default_manager.filter(name__in=names).order_by()
    return {row.name: row for row in rows}  # type: ignore[attr-defined]


def _create_people(names: Iterable[str]) -> None:
    """Make people; an archive may bring tens of thousands.

    Of the signals that this leaves out only search's would do anything.
    """
    with transaction.atomic():
        rows = [Person(name=name) for name in names]
        Person.objects.bulk_create(rows, ignore_conflicts=True)
        made = list(_find(Person, names).values())
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(Person, made)


def _create_sources(names: Iterable[str]) -> None:
    for name in names:
        Source.objects.get_or_create(name=name)


def _create_tags(names: Iterable[str]) -> None:
    for name in names:
        Tag.objects.get_or_create(name=name)

"""Many rows at once: identities in blocks, and COPY."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg import sql
from wagtail.fields import StreamField

# What the database gets as it is: asking each field costs more than the writing.
_PLAIN = frozenset({bool, datetime, int, str, type(None)})


def reserve_ids(model: type[Model], count: int) -> Iterator[int]:
    """Yield `count` primary keys that nobody else will get.

    Of a model that inherits its table, those of the table that it begins with.
    """
    key = _first_key(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [key.model._meta.db_table, key.column, count],
        )
        return iter([number for (number,) in cursor.fetchall()])


def copy_rows(model: type[Model], objects: Iterable[Model]) -> None:
    """Write new rows of one table with COPY, as they stand in memory.

    `objects` are instances of `model` or of models that inherit its table. Triggers
    and constraints hold as for INSERT; no signal is sent. Primary keys that are not
    set are the database's to make: all of `objects` have one, or none.
    """
    objects = list(objects)
    if not objects:
        return
    fields = _fields_of(model, objects)
    columns = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    names = [(field.attname, field, _is_json(field)) for field in fields]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in objects:
            values = vars(row)
            copy.write_row(
                [
                    value
                    if type(value := values[name]) in _PLAIN and not is_json
                    else field.get_db_prep_save(value, connection)
                    for name, field, is_json in names
                ]
            )


def _is_json(field: Field) -> bool:
    """Return whether a text of this field is written as JSON."""
    return isinstance(field, JSONField | StreamField)


def _first_key(model: type[Model]) -> Field:
    """Return the primary key of the table that a model begins with."""
    parents = model._meta.get_parent_list()
    return (parents[-1] if parents else model)._meta.pk


def _fields_of(model: type[Model], objects: Sequence[Model]) -> list[Field]:
    fields = list(model._meta.local_concrete_fields)
    if getattr(objects[0], model._meta.pk.attname) is None:
        fields.remove(model._meta.pk)
    return fields

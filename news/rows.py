"""Many rows at once: identities in blocks, and COPY."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


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
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in objects:
            copy.write_row(
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields
                ]
            )


def _first_key(model: type[Model]) -> Field:
    """Return the primary key of the table that a model begins with."""
    parents = model._meta.get_parent_list()
    return (parents[-1] if parents else model)._meta.pk


def _fields_of(model: type[Model], objects: Sequence[Model]) -> list[Field]:
    fields = list(model._meta.local_concrete_fields)
    if getattr(objects[0], model._meta.pk.attname) is None:
        fields.remove(model._meta.pk)
    return fields

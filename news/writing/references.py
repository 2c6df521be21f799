"""People and sources by their names: v3 has no list of them to look up ids in."""

from django.db.models import Model
from pydantic import AfterValidator, ValidationInfo


def named(model: type[Model]) -> AfterValidator:
    """Return what makes an id of a member that names an object by id or by name.

    A name that is not there yet is made on the spot, as in the editor, when the user
    of the token may.
    """

    def resolve(value: int | str, info: ValidationInfo) -> int:
        if isinstance(value, int):
            return value
        name = value.strip()
        known = model._default_manager.filter(name=name).values_list("pk", flat=True)
        return known.first() or _make(model, name, info)

    return AfterValidator(resolve)


def _make(model: type[Model], name: str, info: ValidationInfo) -> int:
    noun = model._meta.model_name
    user = info.context["request"].user if info.context else None
    if not name or user is None or not user.has_perm(f"news.add_{noun}"):
        raise ValueError(f"no {noun} has the name '{name}'")
    made = model._default_manager.model(name=name)
    made.full_clean()
    made.save()
    return int(made.pk)

"""Reading the log of changes further from where one has stopped."""

from django.db.models import Max

from news.models.followers import LogFollower
from news.published.models import Change

# Changes that are handled at once.
BATCH = 5000


def position_of(name: str) -> int:
    """Return the last change that a follower has handled; a new one begins at the end."""
    follower = LogFollower.objects.filter(pk=name).first()
    if follower is None:
        newest = Change.objects.aggregate(newest=Max("id"))["newest"] or 0
        follower, _ = LogFollower.objects.get_or_create(
            pk=name, defaults={"position": newest}
        )
    return follower.position


def next_position(position: int) -> int:
    """Return the last change of the next batch, the given one when there is none."""
    following = Change.objects.filter(id__gt=position).order_by("id")[:BATCH]
    newest = following.aggregate(newest=Max("id"))["newest"]
    return newest or position


def advance(name: str, position: int) -> None:
    """Remember that all changes up to one have been handled."""
    LogFollower.objects.filter(pk=name, position__lt=position).update(position=position)


def lock_position(name: str) -> int | None:
    """Return the position and hold it until the commit, None when another holds it."""
    position_of(name)
    held = LogFollower.objects.select_for_update(skip_locked=True).filter(pk=name)
    return held.values_list("position", flat=True).first()

"""What waits for somebody: the numbers on the dashboard."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision

from news.models import NewsPage, PublishedDocument, User
from news.review.desks import asked_of, reviews_or_leads
from news.trash.bin import in_tree


def waiting_for(user: User) -> dict[str, Any]:
    """Return the greeting and the counts for `user`'s dashboard.

    `{"greeting": str, "drafts", "reviews", "scheduled", "published_today": int}`;
    drafts are the user's own, the rest is the whole house's, reviews those that the
    user may do and nobody else has been asked to.
    """
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "greeting": _greeting(now.hour),
        "name": user.get_full_name() or user.get_username(),
        "today": now,
        "drafts": NewsPage.objects.filter(
            in_tree(), owner=user, has_unpublished_changes=True
        ).count(),
        "reviews": asked_of(user).count(),
        "has_desk": reviews_or_leads(user),
        "scheduled": Revision.objects.filter(
            approved_go_live_at__gt=now,
            base_content_type__app_label=Page._meta.app_label,
            base_content_type__model=Page._meta.model_name,
        ).count(),
        "published_today": PublishedDocument.objects.stories()
        .filter(published_at__gte=midnight, published_at__lte=now)
        .count(),
    }


def _greeting(hour: int) -> str:
    """Return the words for an hour of the day, 0 to 23."""
    if hour < 5:
        return "夜深了"
    if hour < 11:
        return "早上好"
    if hour < 13:
        return "中午好"
    return "下午好" if hour < 18 else "晚上好"

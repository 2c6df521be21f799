"""Drafts on their way to a front-end, kept in the database under a signed token.

The table, the settings and the addresses are those of wagtail-headless-preview 0.9,
which runs on Wagtail 8. Its own mixin signs tokens that name no user and never end,
and writes a row at each key press. Here a token ends after PREVIEW_TOKEN_MAX_AGE
seconds, names the page and who opened the preview, and each of them has one row; a
page that was never saved has a few.
"""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils import timezone
from wagtail_headless_preview.models import PagePreview

from news.models.people import User
from news.models.published_pages import PublishedPage
from news.models.stories import NewsPage

# Previews of unsaved pages of an editor in one category; a key press makes another.
UNSAVED_KEPT = 20
_signer = TimestampSigner(salt="news.preview")


class PreviewError(Exception):
    """A token that opens nothing: the HTTP status and a sentence that says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def keep_draft(page: PublishedPage, user: User) -> str:
    """Keep a page as it stands in memory; return the token that gives it back."""
    _drop_old_drafts()
    label = page._meta.label_lower
    key = f"{user.pk}:{label}:{page.pk or _new_place(page)}"
    PagePreview.objects.update_or_create(
        token=key,
        defaults={
            "content_type": ContentType.objects.get_for_model(page),
            "content_json": page.to_json(),
            "created_at": timezone.localdate(),
        },
    )
    if page.pk is None:
        _drop_unsaved_but_newest(key.rpartition("-")[0])
    return _signer.sign_object({"key": key, "type": label, "user": user.pk})


def read_draft(token: str, content_type: str) -> PublishedPage:
    """Return the draft of a token as a page in memory; raises `PreviewError`."""
    claims = _check(token)
    if claims["type"] != content_type.lower():
        raise PreviewError(404, f"This token is not for a page of '{content_type}'.")
    user = User.objects.filter(pk=claims["user"], is_active=True).first()
    if user is None or not user.has_perm("wagtailadmin.access_admin"):
        raise PreviewError(403, "Who opened this preview may no longer see drafts.")
    kept = PagePreview.objects.filter(token=claims["key"]).first()
    if kept is None:
        raise PreviewError(404, "This draft is no longer kept: open the preview again.")
    page = cast(PublishedPage, kept.as_page())
    # Whoever has the token may have no account.
    if NewsPage.objects.under_embargo().filter(pk=page.pk).exists():
        raise PreviewError(403, "This story is under embargo: see it in the admin.")
    return page


def _new_place(page: PublishedPage) -> str:
    """Return what stands for the id of an unsaved page.

    Nothing tells two new stories of an editor in one category apart, so each preview
    of one is a draft of its own: no token leads to the other story.
    """
    return f"new{page.get_parent().pk}-{page.translation_key.hex}"


def _drop_unsaved_but_newest(place: str) -> None:
    unsaved = PagePreview.objects.filter(token__startswith=f"{place}-")
    kept = list(unsaved.order_by("-pk").values_list("pk", flat=True)[:UNSAVED_KEPT])
    unsaved.exclude(pk__in=kept).delete()


def _check(token: str) -> dict[str, Any]:
    if not token:
        raise PreviewError(401, "A draft needs a token: open it from the editor.")
    try:
        return _signer.unsign_object(token, max_age=settings.PREVIEW_TOKEN_MAX_AGE)
    except SignatureExpired as error:
        raise PreviewError(
            403, "This token has expired: open the preview again."
        ) from error
    except BadSignature as error:
        raise PreviewError(403, "This token was not made by this site.") from error


def _drop_old_drafts() -> None:
    # Days are all that the table counts.
    age = timedelta(days=1, seconds=settings.PREVIEW_TOKEN_MAX_AGE)
    oldest = timezone.localdate() - age
    PagePreview.objects.filter(created_at__lt=oldest).delete()

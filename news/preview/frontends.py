"""From the editor's preview to the front-end that shows it."""

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Site

from news.models.people import User
from news.models.published_pages import PublishedPage
from news.models.stories import NewsPage
from news.preview.clients import client_url_of
from news.preview.drafts import keep_draft


def preview_in_front_end(
    request: HttpRequest, page: PublishedPage
) -> HttpResponse | None:
    """Send the editor on to the site's front-end; None when none is configured.

    An embargoed story stays here, as its token would open it to who has no account.

    A redirect, not a frame in the frame: so Wagtail's panel keeps its place in the
    page, and shows what its content checker found there.
    """
    site = page.get_site() or Site.objects.get(is_default_site=True)
    address = client_url_of(site)
    if not address or (isinstance(page, NewsPage) and page.is_embargoed):
        return None
    token = keep_draft(page, cast(User, request.user))
    members = urlencode({"content_type": page._meta.label_lower, "token": token})
    return redirect(f"{address}?{members}")

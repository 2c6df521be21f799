"""GET /userbar/: Wagtail's user bar for the pages of front-ends on other hosts.

The way of Wagtail's manual (advanced_topics/headless): a front-end fetches this piece
of HTML, puts it into its page and loads the scripts that it names. In the editor's
panel it keeps the scroll position and runs the content checker; on a published page it
shows an editor, by `?page=<id>` and the cookie, where to edit it.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.userbar import AccessibilityItem, ContentCheckerItem, Userbar
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page

from news.preview.clients import client_origins, is_from_client


class ClientContentCheckerItem(ContentCheckerItem):
    """The content checker, able to look into a frame of another host."""

    def get_axe_spec(self, request: HttpRequest) -> dict[str, Any]:
        """Name the hosts that the two halves of the checker may talk to."""
        spec = super().get_axe_spec(request)
        origins = client_origins()
        if origins:
            own = request.build_absolute_uri("/").rstrip("/")
            allowed = {own, get_admin_base_url() or own, *origins}
            spec["allowedOrigins"] = sorted(allowed)
        return spec


@hooks.register("construct_wagtail_userbar")
def check_across_hosts(
    request: HttpRequest, items: list[Any], page: Page | None
) -> None:
    """Put our content checker in the place of Wagtail's."""
    items[:] = [
        ClientContentCheckerItem(in_editor=item.in_editor)
        if isinstance(item, (AccessibilityItem, ContentCheckerItem))
        else item
        for item in items
    ]


@require_safe
@never_cache
def userbar_view(request: HttpRequest) -> HttpResponse:
    """Answer with the user bar's HTML; browsers hand it to our front-ends only."""
    number = request.GET.get("page", "")
    page = Page.objects.filter(pk=number).first() if _is_id(number) else None
    response = render(
        request,
        "news/admin/userbar.html",
        Userbar(object=page).get_context_data({"request": request}),
    )
    if is_from_client(request):
        # The cookie comes along where the browser sends it: from hosts of one site.
        response["Access-Control-Allow-Credentials"] = "true"
    patch_vary_headers(response, ("Origin", "Cookie"))
    return response


def _is_id(number: str) -> bool:
    return number.isdecimal() and len(number) < 10

"""The sheet in the admin: as a page for the screen and the printer, and as PDF."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page
from wagtail.permissions import policy_registry

from news.models import NewsPage
from news.signoff.pdf import PrintingError, render_pdf
from news.signoff.sheet import make_sheet

# Each of them lets somebody open the story; who may only add stories, their own.
_ACTIONS = ["change", "publish", "lock", "unlock"]


def may_see(story: Page, user: Any) -> bool:
    """Return whether somebody works on a story or decides about it."""
    policy = policy_registry.get_by_type(Page)
    return bool(
        policy.user_has_any_permission_for_instance(user, _ACTIONS, story)
        # Whose turn it is to review has no permission of their own.
        or story.permissions_for_user(user).can_edit()
    )


def _story(request: HttpRequest, pk: int) -> NewsPage:
    story = get_object_or_404(NewsPage, pk=pk)
    if not may_see(story, request.user):
        raise PermissionDenied
    return story


class SheetView(WagtailAdminTemplateMixin, TemplateView):
    """The sheet of a story, to read and to print."""

    template_name = "news/signoff/page.html"
    page_title = "稿签"
    header_icon = "doc-full-inverse"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Find the story, for those who may see it."""
        self.story = _story(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Name the story."""
        return self.story.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Put the story above."""
        edit = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_header_buttons(self) -> list[HeaderButton]:
        """Offer the printer and the file."""
        pdf = reverse("news_signoff_pdf", args=[self.story.pk])
        print_attributes = {"type": "button", "data-print": True}
        return [
            HeaderButton("打印", icon_name="doc-full-inverse", attrs=print_attributes),
            HeaderButton("下载 PDF", pdf, icon_name="download"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Make the sheet."""
        return super().get_context_data(sheet=make_sheet(self.story), **kwargs)


def show_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the sheet as a file, or say what the server lacks for that."""
    story = _story(request, pk)
    sheet = make_sheet(story)
    try:
        content = render_pdf(sheet)
    except PrintingError as error:
        messages.error(request, str(error))
        return redirect("news_signoff", pk)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"signoff-{pk}-{sheet.fingerprint}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response

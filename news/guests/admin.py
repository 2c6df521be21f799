"""外部预览 in the admin: the links of a story, making one, revoking one."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from news.guests.forms import GuestLinkForm
from news.guests.links import make_link, revoke_link
from news.models import GuestLink, NewsPage, User


def editable_story(request: HttpRequest, pk: int) -> NewsPage:
    """Return a story that the person who asks may edit."""
    story: NewsPage = get_object_or_404(NewsPage, pk=pk)
    if not story.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return story


class GuestLinksView(WagtailAdminTemplateMixin, FormView):
    """The links of a story; a new one is shown once."""

    form_class = GuestLinkForm
    template_name = "news/guests/links.html"
    page_title = "外部预览"
    header_icon = "link-external"
    address = ""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Keep nothing of the answer: it may hold an address."""
        self.story = editable_story(request, kwargs["pk"])
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form of the story."""
        return {**super().get_form_kwargs(), "story": self.story}

    def form_valid(self, form: GuestLinkForm) -> HttpResponse:
        """Make the link, and show it."""
        if self.story.is_embargoed:
            form.add_error(None, "稿件在禁发期内，不能在外部预览。")
            return self.form_invalid(form)
        if self.story.get_latest_revision() is None:
            form.add_error(None, "稿件还没有保存过，请先存为草稿。")
            return self.form_invalid(form)
        path = make_link(form.save(), cast(User, self.request.user))
        self.address = self.request.build_absolute_uri(path)
        empty = self.form_class(story=self.story)
        return self.render_to_response(self.get_context_data(form=empty))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the story."""
        return [
            *super().get_breadcrumbs_items(),
            {
                "url": reverse("wagtailadmin_pages:edit", args=[self.story.pk]),
                "label": self.story.draft_title,
            },
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the links with what was said."""
        links = self.story.guest_links.select_related("created_by")
        return super().get_context_data(
            story=self.story,
            address=self.address,
            links=links.prefetch_related("opinions").order_by("-pk"),
            **kwargs,
        )


class RevokeGuestLinkView(View):
    """Revoking a link."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        link: GuestLink = get_object_or_404(GuestLink, pk=pk)
        editable_story(request, link.page_id)
        revoke_link(link, cast(User, request.user))
        messages.success(request, f"给{link.name}的链接已撤销，再打开会看到说明。")
        return redirect("news_guests", link.page_id)

"""禁发 in the admin: the screen that sets, moves and lifts an embargo."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from news.models import NewsPage, User
from news.planning.embargo import EmbargoError, may_set, set_embargo
from news.planning.forms import EmbargoForm


class EmbargoView(WagtailAdminTemplateMixin, FormView):
    """Until when a story may not be seen outside of the house."""

    form_class = EmbargoForm
    template_name = "news/planning/embargo.html"
    page_title = "禁发"
    header_icon = "lock"
    story: NewsPage

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Show it to who may edit the story."""
        self.story = get_object_or_404(NewsPage, pk=kwargs["pk"])
        self.user = cast(User, request.user)
        if not self.story.permissions_for_user(self.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form of the story."""
        return {**super().get_form_kwargs(), "story": self.story}

    def form_valid(self, form: EmbargoForm) -> HttpResponse:
        """Do it, or say why not."""
        until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
        try:
            set_embargo(self.story.pk, until, user=self.user, reason=reason)
        except EmbargoError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        if until is None:
            messages.success(self.request, "已解除禁发。已批准的稿件会马上发布。")
        else:
            moment = timezone.localtime(until)
            messages.success(
                self.request,
                f"已设禁发至 {moment:%m月%d日 %H:%M}；在此之前批准的，到时自动发布。",
            )
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        """Go back to the editor."""
        return reverse("wagtailadmin_pages:edit", args=[self.story.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the story."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.get_success_url(), "label": self.story.draft_title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what holds now, and what the person may do."""
        return super().get_context_data(
            story=self.story, may_set=may_set(self.user, self.story), **kwargs
        )

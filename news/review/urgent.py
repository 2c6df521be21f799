"""Publishing a story that has not been through review, for a reason on record."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Revision

from news.models import NewsPage
from news.objections import Objection, objections
from news.review.forms import ReasonForm
from news.review.people import person
from news.review.publishing import ObjectionsError, because


class UrgentPublishView(WagtailAdminTemplateMixin, FormView):
    """Asks the chief editor why; what speaks against publishing is shown first."""

    form_class = ReasonForm
    template_name = "news/review/urgent.html"
    page_title = "紧急发布"
    header_icon = "warning"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Let in who may publish the story."""
        if not self.story.permissions_for_user(self.request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(*args, **kwargs)

    @cached_property
    def story(self) -> NewsPage:
        """Return the story as it is live or waits in the tree."""
        return get_object_or_404(NewsPage, pk=self.kwargs["pk"])

    @cached_property
    def revision(self) -> Revision:
        """Return the text that would go out: the latest one."""
        revision = self.story.get_latest_revision()
        return revision or self.story.save_revision(user=self.request.user)

    @cached_property
    def found(self) -> list[Objection]:
        """Return what speaks against it."""
        return objections(self.revision.as_object(), person(self.request))

    def get_page_subtitle(self) -> str:
        """Name the story."""
        return str(self.story.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the editor."""
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far the review is, and what speaks against publishing."""
        return super().get_context_data(
            story=self.story,
            run=self.story.current_workflow_state,
            found=self.found,
            go_live_at=self._planned(),
            action_url=self.request.path,
            submit_button_label="紧急发布",
            submit_button_active_label="正在发布…",
            **kwargs,
        )

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Publish, and say what became of it."""
        try:
            with because(form.cleaned_data["reason"]):
                self.revision.publish(user=self.request.user)
        except ObjectionsError as error:
            self.found = error.found
            return self.render_to_response(self.get_context_data(form=form))
        done = "已按定时排入发布" if self._planned() else "已发布"
        title = self.get_page_subtitle()
        messages.success(self.request, f"《{title}》{done}，理由已记入历史。")
        return redirect("wagtailadmin_explore", self.story.get_parent().pk)

    def _planned(self) -> Any:
        """Return the time that the text waits for, if any."""
        time = self.revision.as_object().go_live_at
        return time if time and time > timezone.now() else None

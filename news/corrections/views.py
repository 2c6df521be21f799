"""The screens on which editors tell readers about a story."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Revision

from news.corrections.forms import (
    WITH_DRAFT,
    NoteForm,
    NoteWithDraftForm,
    RemoveForm,
    RepublishForm,
    WithdrawForm,
)
from news.corrections.issuing import RefusedError, issue, remove, republish, withdraw
from news.corrections.rights import may_issue, may_publish, may_remove
from news.models import Correction, NewsPage


class _TellingView(WagtailAdminTemplateMixin, FormView):
    """A form about one story; what speaks against it stands above the form."""

    template_name = "news/corrections/form.html"
    done = ""
    submit_label = ""
    story: NewsPage

    def dispatch(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Find the story, and let in who may."""
        self.story = get_object_or_404(NewsPage, pk=pk)
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, pk=pk)

    def is_allowed(self) -> bool:
        """Return whether the user may use this form."""
        return may_publish(self.request.user, self.story)

    def tell(self, values: dict[str, Any]) -> object:
        """Do what the form says; raises RefusedError."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Tell readers, and go back to the story."""
        try:
            self.tell(form.cleaned_data)
        except RefusedError as error:
            for sentence in error.sentences:
                form.add_error(None, sentence)
            return self.form_invalid(form)
        self.story.refresh_from_db(fields=["title"])
        messages.success(self.request, f"《{self.story.title}》{self.done}")
        return redirect(self.back_url)

    def draft(self, pk: int) -> Revision:
        """Return the text that the editor has seen."""
        return self.story.revisions.get(pk=pk)

    @property
    def back_url(self) -> str:
        """Return where the story is edited, or where it lies for who may not edit."""
        if self.story.permissions_for_user(self.request.user).can_edit():
            return reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return reverse("wagtailadmin_explore", args=[self.story.get_parent().pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the story to the form."""
        return {**super().get_form_kwargs(), "story": self.story}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the story."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.back_url, "label": self.story.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what readers have been told so far."""
        return super().get_context_data(
            story=self.story,
            draft=self.story.get_latest_revision(),
            records=self.story.corrections.select_related("issued_by"),
            action_url=self.request.get_full_path(),
            submit_button_label=self.submit_label,
            submit_button_active_label="正在提交…",
            **kwargs,
        )


class IssueView(_TellingView):
    """更正 and 更新说明, with the draft or without."""

    page_title = "更正与更新说明"
    header_icon = "edit"
    submit_label = "发布说明"
    done = "的说明已经发布。"

    def is_allowed(self) -> bool:
        """Let in who may add notes."""
        return may_issue(self.request.user, self.story)

    def get_form_class(self) -> type[forms.Form]:
        """Offer the draft where there is one, to who may publish it."""
        is_offered = self.story.live and self.story.has_unpublished_changes
        if is_offered and may_publish(self.request.user, self.story):
            return NoteWithDraftForm
        return NoteForm

    def tell(self, values: dict[str, Any]) -> object:
        """Publish the note, with the text where that was chosen."""
        is_published = values.get("what") == WITH_DRAFT
        return issue(
            self.story,
            kind=values["kind"],
            text=values["text"],
            user=self.request.user,  # type: ignore[arg-type]
            revision=self.draft(values["draft"]) if is_published else None,
            reason=values.get("reason", ""),
        )


class WithdrawView(_TellingView):
    """撤稿."""

    page_title = "撤稿"
    header_icon = "warning"
    form_class = WithdrawForm
    submit_label = "撤稿"
    done = "已经撤稿，原地址上是撤稿说明。"

    def tell(self, values: dict[str, Any]) -> object:
        """Take the story offline."""
        return withdraw(
            self.story,
            text=values["text"],
            shows_title=values["shows_title"],
            user=self.request.user,  # type: ignore[arg-type]
        )


class RepublishView(_TellingView):
    """重新发布 of a withdrawn story."""

    page_title = "重新发布"
    header_icon = "upload"
    form_class = RepublishForm
    submit_label = "重新发布"
    done = "已经重新发布。"

    def tell(self, values: dict[str, Any]) -> object:
        """Publish the draft that the editor has seen."""
        return republish(
            self.story,
            text=values["text"],
            user=self.request.user,  # type: ignore[arg-type]
            revision=self.draft(values["draft"]),
            reason=values.get("reason", ""),
        )


class RemoveView(WagtailAdminTemplateMixin, FormView):
    """撤回 of one record; the story may be gone."""

    template_name = "news/corrections/remove.html"
    page_title = "撤回说明"
    header_icon = "bin"
    form_class = RemoveForm
    record: Correction

    def dispatch(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Find the record, and let in who may."""
        self.record = get_object_or_404(Correction, pk=pk)
        story = NewsPage.objects.filter(pk=self.record.page_id).first()
        if not may_remove(request.user, story):
            raise PermissionDenied
        return super().dispatch(request, pk=pk)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Take it from view, and go to the report."""
        try:
            reason = form.cleaned_data["reason"]
            remove(self.record, reason=reason, user=self.request.user)  # type: ignore[arg-type]
        except RefusedError as error:
            form.add_error(None, error.sentences[0])
            return self.form_invalid(form)
        messages.success(self.request, "读者已经看不到这条说明。")
        return redirect("news_corrections")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the report."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("news_corrections"), "label": "更正与撤稿"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the record."""
        return super().get_context_data(
            record=self.record,
            action_url=self.request.path,
            submit_button_label="撤回",
            submit_button_active_label="正在撤回…",
            **kwargs,
        )

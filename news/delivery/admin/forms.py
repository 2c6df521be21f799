"""The form of an endpoint."""

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from news.models import CategoryIndexPage, WebhookEndpoint
from news.models.webhooks import Event

FAILURES = ["disabled_reason", "failure_count", "failing_since", "paused_until"]


def category_choices() -> list[tuple[int, str]]:
    """Return all categories by id and title, in the order of the page tree."""
    return list(CategoryIndexPage.objects.order_by("path").values_list("pk", "title"))


class EndpointForm(WagtailAdminModelForm):
    """Where to send, and what."""

    events = forms.MultipleChoiceField(
        label="事件",
        required=False,
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=WebhookEndpoint._meta.get_field("events").help_text,
    )
    category_ids = forms.TypedMultipleChoiceField(
        label="栏目",
        required=False,
        choices=category_choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=WebhookEndpoint._meta.get_field("category_ids").help_text,
    )

    class Meta:
        model = WebhookEndpoint
        fields = [
            *("name", "url", "description", "is_enabled"),
            *("events", "category_ids", "bulk"),
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "bulk": forms.RadioSelect,
        }
        help_texts = {
            "url": "接收方的网址，要以 https:// 开头。",
            "description": "写明由谁接收、作什么用。",
        }

    def clean_category_ids(self) -> list[int]:
        """Keep categories that are gone: without them all would be chosen."""
        existing = {pk for pk, _ in category_choices()}
        gone = [pk for pk in self.instance.category_ids if pk not in existing]
        return [*self.cleaned_data["category_ids"], *gone]

    def save(self, commit: bool = True) -> Any:
        """Save what was asked for, and nothing that sending has written meanwhile."""
        if not commit or self.instance.pk is None:
            return super().save(commit)
        columns = list(self.cleaned_data)
        if self.instance.is_enabled and "is_enabled" in self.changed_data:
            self.instance.forget_failures()
            columns += FAILURES
        self.instance.save(update_fields=columns)
        return self.instance

"""The forms of links: for editors who make them, and guests who answer."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from news.models import GuestLink, NewsPage

LASTING = [
    (2, "2 小时"),
    (12, "12 小时"),
    (24, "1 天"),
    (48, "2 天"),
    (72, "3 天"),
    (168, "7 天"),
    (720, "30 天"),
]
DEFAULT_HOURS = 48


class GuestLinkForm(forms.ModelForm):
    """A new link of a story."""

    hours = forms.TypedChoiceField(
        label="有效期", choices=LASTING, coerce=int, initial=DEFAULT_HOURS
    )
    version = forms.ChoiceField(
        label="显示",
        choices=[
            ("latest", "最新的草稿"),
            ("fixed", "现在这一版"),
        ],
        initial="latest",
        help_text="“最新的草稿”改动以后，对方看到的也是新的。",
    )

    class Meta:
        model = GuestLink
        fields = ["name", "purpose", "may_decide"]
        help_texts = {
            "name": "姓名和单位，印在水印里。",
            "may_decide": "不勾选，对方只能看。",
        }

    field_order = ["name", "purpose", "hours", "version", "may_decide"]

    def __init__(self, *args: Any, story: NewsPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.page = story

    def save(self, commit: bool = True) -> GuestLink:
        """Return the link with its times, not saved: it has no secret yet."""
        link: GuestLink = super().save(commit=False)
        link.created_at = timezone.now()
        link.expires_at = link.created_at + timedelta(hours=self.cleaned_data["hours"])
        if self.cleaned_data["version"] == "fixed":
            link.revision = link.page.get_latest_revision()
        return link


class OpinionForm(forms.Form):
    """What a guest says."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reason = forms.CharField(
        label="说明",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = needs_reason
        reason.label = "退回的理由" if needs_reason else "说明（可以不填）"
        reason.error_messages["required"] = "请写明退回的理由。"

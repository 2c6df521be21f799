"""The form of an embargo."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput

from news.models import NewsPage


class EmbargoForm(forms.Form):
    """Until when a story is kept back, and why that is changed."""

    until = forms.DateTimeField(
        label="禁发至",
        widget=AdminDateTimeInput,
        required=False,
        help_text="北京时间。到时之前，读者、接口、搜索、订阅、推送和外部预览都看不到这篇稿件。",
    )
    reason = forms.CharField(
        label="理由", max_length=200, required=False, help_text="写进稿件的历史记录。"
    )

    def __init__(self, *args: Any, story: NewsPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_change = story.is_embargoed
        self.is_lifting = "lift" in self.data
        self.fields["reason"].required = self.is_change
        tomorrow = timezone.localtime() + timedelta(days=1)
        start = tomorrow.replace(hour=8, minute=0, second=0, microsecond=0)
        self.fields["until"].initial = story.embargo_until if self.is_change else start

    def clean_until(self) -> datetime | None:
        """Return the time; None to lift the embargo."""
        if self.is_lifting:
            return None
        until: datetime | None = self.cleaned_data["until"]
        if until is None:
            raise ValidationError("请填写时间。")
        return until

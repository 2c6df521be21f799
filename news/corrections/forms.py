"""What editors fill in: the words for readers, and what is published with them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.widgets import AdminAutoHeightTextInput

from news.corrections.issuing import NOTES
from news.models import Correction, NewsPage
from news.review.publishing import lacks_signature

MAX_LENGTH = 2000
TEXT_ONLY, WITH_DRAFT = "note", "draft"
CHANGED = "草稿在您填写的时候又有人改过。请看过新的草稿再提交。"


class _WordsForm(forms.Form):
    """The words for readers."""

    text = forms.CharField(
        label="给读者的说明",
        max_length=MAX_LENGTH,
        widget=AdminAutoHeightTextInput(attrs={"rows": 4}),
        error_messages={
            "required": "请写给读者的说明。",
            "max_length": f"说明最多 {MAX_LENGTH} 字。",
        },
    )

    def __init__(self, *args: Any, story: NewsPage, **kwargs: Any) -> None:
        self.story = story
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        """Keep lines as the paper stores them; browsers end them otherwise."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class _DraftForm(_WordsForm):
    """Words that a text may be published with: the draft as the editor has seen it."""

    reason = forms.CharField(
        label="紧急发布的理由",
        required=False,
        max_length=MAX_LENGTH,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
        help_text="草稿没有经过三审。要现在发布它，请写明理由；理由会留在稿件的历史里。",
    )
    draft = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["draft"].initial = self.revision.pk
        if not lacks_signature(self.revision):
            del self.fields["reason"]

    @cached_property
    def revision(self) -> Any:
        """Return the newest draft."""
        return self.story.get_latest_revision()

    def clean_draft(self) -> int:
        """Refuse to publish what the editor has not seen."""
        seen = self.cleaned_data["draft"]
        is_published = self.cleaned_data.get("what") != TEXT_ONLY
        if is_published and seen != self.revision.pk:
            # Shown again, the form names what the editor sees now.
            self.data = {**dict(self.data.items()), "draft": self.revision.pk}
            raise forms.ValidationError(CHANGED)
        return int(seen)


class NoteForm(_WordsForm):
    """更正 or 更新说明 on a live story without a newer draft."""

    kind = forms.ChoiceField(
        label="类型",
        choices=[(kind.value, kind.label) for kind in NOTES],
        widget=forms.RadioSelect,
        initial=Correction.Kind.CORRECTION.value,
        help_text="“更正”用于改错；“更新说明”用于补充新的情况。",
    )
    field_order: Sequence[str] = ("kind", "text")


class NoteWithDraftForm(NoteForm, _DraftForm):
    """The same where a newer draft could be published with it."""

    what = forms.ChoiceField(
        label="正文",
        choices=[
            (WITH_DRAFT, "同时发布现在的草稿"),
            (TEXT_ONLY, "只加说明，正文不变"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否同时发布草稿。"},
    )
    field_order = ("kind", "text", "what", "reason", "draft")


class WithdrawForm(_WordsForm):
    """撤稿."""

    shows_title = forms.BooleanField(
        label="说明里保留标题",
        required=False,
        initial=True,
        help_text="标题本身有问题时，请取消勾选。",
    )
    field_order = ("text", "shows_title")


class RepublishForm(_DraftForm):
    """重新发布 of a withdrawn story."""

    field_order = ("text", "reason", "draft")


class RemoveForm(forms.Form):
    """撤回 of a record."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=MAX_LENGTH,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        help_text="读者看不到；留在稿件的历史和报表里。",
        error_messages={"required": "请写明撤回的原因。"},
    )

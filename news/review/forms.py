"""What reviewers are asked when they sign or return a story."""

from django import forms


class SignForm(forms.Form):
    """Signing: an opinion may be added."""

    comment = forms.CharField(
        label="审稿意见",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="可以不填；会记入审稿记录和稿签。",
    )


class ReturnForm(forms.Form):
    """Returning: the author must learn why."""

    comment = forms.CharField(
        label="退回理由",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请写明退回的理由，作者要靠它改稿。"},
        help_text="作者会看到；会记入审稿记录和稿签。",
    )


class ReasonForm(forms.Form):
    """Publishing without review: the reason stays on record."""

    reason = forms.CharField(
        label="紧急发布的理由",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请写明为什么不经三审就发布。"},
        help_text="会记入稿件历史，不能修改或删除。",
    )

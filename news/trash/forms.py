"""Where and how a deleted page comes back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from news.models import TrashItem, User
from news.trash.bin import in_tree, is_in_bin
from news.trash.rights import may_publish_below, may_put_below

AS_BEFORE, AS_DRAFT = "before", "draft"


class RestoreForm(forms.Form):
    """Asks for the place, where the old one is gone, and for the state."""

    parent = forms.ModelChoiceField(
        label="放回哪里",
        queryset=Page.objects.filter(in_tree()),
        help_text="默认放回原来的地方，也可以换一个。",
    )
    state = forms.ChoiceField(
        label="恢复后的状态",
        choices=[
            (AS_BEFORE, "和删除前一样：已发布的马上重新发布"),
            (AS_DRAFT, "都作为草稿，以后再发布"),
        ],
        widget=forms.RadioSelect,
        initial=AS_BEFORE,
    )

    def __init__(self, *args: Any, item: TrashItem, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._item, self._user = item, user
        model = item.page.specific_class if item.page else None
        places = model.allowed_parent_page_models() if model else None
        self.fields["parent"].widget = AdminPageChooser(target_models=places)
        old = item.parent
        if old is not None and not is_in_bin(old):
            self.fields["parent"].initial = old.pk
        else:
            self.fields["parent"].help_text = "原来的地方已经不在了，请另选一个。"
        if not item.live_count:
            del self.fields["state"]

    @property
    def as_before(self) -> bool:
        """Return whether what was published shall be again."""
        return self.cleaned_data.get("state", AS_BEFORE) == AS_BEFORE

    def clean_parent(self) -> Page:
        """Refuse places where such a page cannot be, or this person may not put it."""
        parent: Page = self.cleaned_data["parent"]
        page = self._item.page
        if page is None or not may_put_below(self._user, page, parent):
            raise ValidationError(
                "不能放到这里：类型不合适，或者您没有在这里新建的权限。"
            )
        return parent

    def clean(self) -> dict[str, Any]:
        """Refuse to publish where this person may not."""
        cleaned: dict[str, Any] = super().clean() or {}
        parent = cleaned.get("parent")
        if (
            cleaned.get("state") == AS_BEFORE
            and parent is not None
            and not may_publish_below(self._user, parent)
        ):
            self.add_error("state", "您没有在这里发布的权限，请恢复为草稿。")
        return cleaned

"""接口令牌 in the admin: Wagtail's screens, with expiry, scope and chief editors."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.log_actions import log
from wagtail.models import APIToken
from wagtail.users.views import api_tokens

from news.models.people import User
from news.models.tokens import TokenLimits, limits_of
from news.writing.owners import may_manage, token_owners

# What the form of a new token proposes.
USUAL_DAYS = 365
VALID, EXPIRED, REVOKED = "有效", "已过期", "已撤销"


def state_of(token: APIToken) -> str:
    """Return in one word whether the token works."""
    if token.revoked_at:
        return REVOKED
    return EXPIRED if limits_of(token).is_expired else VALID


def end_of(token: APIToken) -> str:
    """Return the day of its end in the newsroom's time."""
    end = limits_of(token).expires_at
    return f"{timezone.localtime(end):%Y-%m-%d}" if end else "不到期"


class TokenForm(WagtailAdminModelForm):
    """Name and limits of a token."""

    may_write = forms.BooleanField(
        label="可以写入",
        required=False,
        help_text=TokenLimits._meta.get_field("may_write").help_text,
    )
    expires_at = forms.DateTimeField(
        label="到期时间",
        required=False,
        widget=AdminDateTimeInput,
        help_text=TokenLimits._meta.get_field("expires_at").help_text,
    )

    class Meta:
        model = APIToken
        fields = ["name"]
        labels = {"name": "名称"}
        help_texts = {"name": "写明给哪个程序用，以后才认得出来。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = limits_of(self.instance)
        self.initial.setdefault("may_write", limits.may_write)
        self.initial.setdefault("expires_at", limits.expires_at)

    def save(self, commit: bool = True) -> APIToken:
        """Save the limits with the token."""
        token = super().save(commit)
        self.save_limits(token)
        return token

    def save_limits(self, token: APIToken) -> None:
        """Write the limits of a saved token."""
        TokenLimits.objects.update_or_create(
            token=token,
            defaults={
                name: self.cleaned_data[name] for name in ("may_write", "expires_at")
            },
        )


class NewTokenForm(TokenForm):
    """The same, and as whom the machine acts."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="代表用户",
        help_text="程序以此用户的身份工作，权限与其完全相同。",
    )

    field_order = ["name", "user", "may_write", "expires_at"]

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["user"]).queryset = token_owners(
            manager
        )
        self.initial["expires_at"] = timezone.now() + timedelta(days=USUAL_DAYS)


class ManagedTokensMixin:
    """Only the tokens of accounts that one may lend to machines."""

    def get_queryset(self) -> QuerySet[APIToken]:
        """Leave out the others."""
        owners = token_owners(self.request.user)  # type: ignore[attr-defined]
        # Past Wagtail's own mixin, which asks for the right to change accounts.
        wagtails = api_tokens.TokenManagementQuerysetMixin
        tokens = super(wagtails, self).get_queryset()  # type: ignore[misc]
        return tokens.filter(user__in=owners).select_related("user", "limits")


class TokenFilterSet(api_tokens.APITokenFilterSet):
    """Choosing tokens in the list."""

    user = MultipleUserFilter(
        label="代表用户",
        field_name="user",
        queryset=lambda request: token_owners(request.user),
        widget=forms.CheckboxSelectMultiple,
    )


class TokenIndexView(ManagedTokensMixin, api_tokens.IndexView):
    """All tokens, the newest first."""

    default_ordering = "-created"
    filterset_class = TokenFilterSet

    @cached_property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Name, owner, scope, times and state."""
        return [
            self._get_title_column_class(TitleColumn)(
                "name", label="名称", get_url=self.get_edit_url
            ),
            Column("prefix", label="开头", accessor=lambda token: f"{token.prefix}…"),
            Column("user", label="代表用户"),
            BooleanColumn(
                "may_write",
                label="可写",
                accessor=lambda token: limits_of(token).may_write,
            ),
            Column("expires_at", label="到期", accessor=end_of),
            DateColumn("last_used_at", label="最近使用", sort_key="last_used_at"),
            StatusTagColumn(
                "state",
                label="状态",
                accessor=state_of,
                primary=lambda token: state_of(token) == VALID,
            ),
        ]


class TokenCreateView(api_tokens.CreateView):
    """Making a token, which is shown once."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the accounts that one may lend."""
        kwargs = super(generic.CreateView, self).get_form_kwargs()
        return {**kwargs, "manager": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        """Show what only this answer knows."""
        self.object, plaintext = APIToken.create_token(
            user=form.cleaned_data["user"], name=form.cleaned_data["name"]
        )
        form.save_limits(self.object)
        log(self.object, "wagtail.apitoken.create", user=self.request.user)
        return TemplateResponse(
            self.request,
            "wagtailusers/api_tokens/created.html",
            self.get_created_context(plaintext),
        )


class TokenEditView(ManagedTokensMixin, api_tokens.EditView):
    """Renaming a token and moving its limits."""


class TokenRevokeView(ManagedTokensMixin, api_tokens.RevokeView):
    """Ending a token; the row stays for the record."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Revoke it if one may."""
        token = self.get_object()
        if not may_manage(request.user, token, "delete"):
            raise PermissionDenied
        token.revoke()
        log(token, "wagtail.apitoken.revoke", user=request.user)
        messages.success(request, f"令牌“{token.name}”已撤销。")
        return redirect(self.get_success_url())


class TokenViewSet(api_tokens.APITokenViewSet):
    """Wagtail's screens of tokens, at Wagtail's addresses: ours are found first."""

    menu_label = "接口令牌"
    menu_name = "access_tokens"
    index_view_class = TokenIndexView
    add_view_class = TokenCreateView
    edit_view_class = TokenEditView
    delete_view_class = TokenRevokeView

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out how often pages refer to a token: they never do."""
        return super().get_delete_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_form_class(self, for_update: bool = False) -> type[TokenForm]:
        """Ask for the owner once, when the token is made."""
        return TokenForm if for_update else NewTokenForm

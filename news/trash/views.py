"""回收站 in the admin: what was deleted, having it back, deleting it for ever."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin

from news.models import TrashItem, User
from news.trash import files, pages
from news.trash.forms import RestoreForm
from news.trash.rights import may_purge, visible_items

# With more below it, deleting a page for ever is left to the worker.
AT_ONCE = 100


def signed_in(request: HttpRequest) -> User:
    """Return who asks: the admin lets nobody else in."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


class TrashFilterSet(WagtailFilterSet):
    """What was deleted, by its kind."""

    kind = django_filters.ChoiceFilter(
        label="种类", choices=TrashItem.Kind.choices, empty_label="全部"
    )

    class Meta:
        model = TrashItem
        fields = ["kind"]


class ThingColumn(Column):
    """The title, with what can be done."""

    cell_template_name = "news/trash/title_cell.html"

    def get_cell_context_data(
        self, instance: TrashItem, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        """Say whether it may be deleted for ever."""
        context: dict[str, Any] = super().get_cell_context_data(
            instance, parent_context
        )
        context["may_purge"] = may_purge(parent_context["request"].user)
        return context


class TrashListView(IndexView):
    """What is in the recycle bin, the last first."""

    model: Any = TrashItem
    permission_policy = None
    page_title = "回收站"
    header_icon = "bin"
    index_url_name: Any = "news_trash"
    index_results_url_name: Any = "news_trash_results"
    default_ordering: Any = "-at"
    paginate_by = 50
    is_searchable = True
    search_fields: Any = ["title", "place"]
    filterset_class = TrashFilterSet
    results_template_name = "news/trash/list_results.html"
    columns: list[BaseColumn] = [
        ThingColumn("title", label="标题", sort_key="title"),
        Column("kind", label="种类", accessor="get_kind_display", width="8%"),
        Column("place", label="原来的位置", width="20%"),
        Column("who", label="删除人", width="10%"),
        DateColumn("at", label="删除时间", sort_key="at", width="12%"),
        Column("end", label="自动清除", sort_key="expires_at", width="14%"),
    ]

    def get_base_queryset(self) -> QuerySet[TrashItem]:
        """Show what concerns this person."""
        return visible_items(signed_in(self.request))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End the path to the page with its name."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": "", "label": self.page_title},
        ]

    def get_edit_url(self, instance: TrashItem) -> None:
        """Nothing in here is edited."""


class ItemMixin(WagtailAdminTemplateMixin, View):
    """A screen about one thing in the bin."""

    header_icon = "bin"
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it among what concerns this person."""
        super().setup(request, *args, **kwargs)
        self.item = get_object_or_404(
            visible_items(signed_in(request)), pk=kwargs["pk"]
        )

    def get_page_subtitle(self) -> str:
        """Name it."""
        return str(self.item)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": reverse("news_trash"), "label": "回收站"},
            {"url": "", "label": self.page_title, "sublabel": str(self.item)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what it is."""
        return super().get_context_data(item=self.item, **kwargs)


class RestoreView(ItemMixin, FormView):
    """Have a page back."""

    form_class = RestoreForm
    template_name = "news/trash/restore.html"
    page_title = "恢复"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """A picture or file needs no question."""
        if self.item.is_page:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            files.show_file(self.item, signed_in(request))
            messages.success(request, f"已恢复“{self.item}”。")
            return redirect("news_trash")
        return render(request, "news/trash/restore_file.html", self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Bring the scripts of the form."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = context.get("form")
        return {**context, "media": form.media} if form else context

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form know what comes back, and for whom."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "item": self.item, "user": self.request.user}

    def form_valid(self, form: RestoreForm) -> HttpResponse:
        """Put it back, and say what is different now."""
        page, notes = pages.restore(
            self.item,
            form.cleaned_data["parent"],
            signed_in(self.request),
            as_before=form.as_before,
        )
        edit = messages.button(
            reverse("wagtailadmin_pages:edit", args=[page.pk]), "编辑"
        )
        messages.success(self.request, f"已恢复“{page.title}”。", buttons=[edit])
        for note in notes:
            messages.warning(self.request, note)
        return redirect("wagtailadmin_explore", page.get_parent().pk)


class PurgeView(ItemMixin, TemplateView):
    """Delete something for ever."""

    template_name = "news/trash/purge.html"
    page_title = "永久删除"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Ask for the right."""
        if not may_purge(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Warn of what still shows or names it."""
        return super().get_context_data(uses=files.uses_of(self.item.thing), **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it, or let the worker do so."""
        title = str(self.item)
        if self.item.page_count > AT_ONCE:
            TrashItem.objects.filter(pk=pk).update(expires_at=timezone.now())
            messages.success(request, f"“{title}”页数很多，后台几分钟内永久删除。")
        else:
            destroy = pages.destroy if self.item.is_page else files.destroy_file
            destroy(self.item, signed_in(request))
            messages.success(request, f"已永久删除“{title}”。")
        return redirect("news_trash")

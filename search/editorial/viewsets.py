"""同义词 and 推荐结果 in the admin."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.models import Site
from wagtail.snippets.views.snippets import (
    CreateView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from search.models import SearchPromotion, SearchSynonym


class PrefilledCreateView(CreateView):
    """A form that the report opens with the words of a search, or for the first site."""

    prefilled_model: type[SearchSynonym] | type[SearchPromotion]
    prefilled: str

    def get_initial_form_instance(self) -> Any:
        """Fill in what the address names."""
        instance: Any = self.prefilled_model()
        wanted = self.request.GET.get("site", "")
        sites = Site.objects.order_by("-is_default_site", "pk")
        named = sites.filter(pk=int(wanted)) if _is_number(wanted) else sites
        instance.site = named.first() or sites.first()
        setattr(instance, self.prefilled, self.request.GET.get("words", "")[:60])
        return instance


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


class SynonymCreateView(PrefilledCreateView):
    """Adding a synonym."""

    prefilled_model = SearchSynonym
    prefilled = "term"


class PromotionCreateView(PrefilledCreateView):
    """Adding a promotion."""

    prefilled_model = SearchPromotion
    prefilled = "queries"


class PromotionIndexView(IndexView):
    """All promotions, with the stories."""

    def get_base_queryset(self) -> QuerySet[SearchPromotion]:
        """Load the stories in the same query."""
        promotions: QuerySet[SearchPromotion] = super().get_base_queryset()
        return promotions.select_related("page", "site")


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same."""

    model = SearchSynonym
    icon = "link"
    menu_label = "同义词"
    list_display = [
        "term",
        Column("shown_words", label="同义词"),
        BooleanColumn("is_mutual", label="双向", width="10%"),
        Column("site", label="站点", width="20%"),
    ]
    list_filter = ["site"]
    copy_view_enabled = False
    add_view_class = SynonymCreateView


class PromotionViewSet(SnippetViewSet):
    """Stories that stand first for certain searches."""

    model = SearchPromotion
    icon = "pick"
    menu_label = "推荐结果"
    list_display = [
        Column("__str__", label="搜索词"),
        Column("page", label="推荐稿件"),
        Column("position", label="次序", width="8%"),
        Column("site", label="站点", width="20%"),
    ]
    list_filter = ["site"]
    copy_view_enabled = False
    add_view_class = PromotionCreateView
    index_view_class = PromotionIndexView


class SearchGuidanceGroup(SnippetViewSetGroup):
    """One menu entry for what editors steer in search."""

    items = (SynonymViewSet, PromotionViewSet)
    menu_icon = "search"
    menu_label = "搜索规则"
    menu_name = "search-guidance"
    menu_order = 260

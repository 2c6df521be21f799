"""Wagtail's rights on pages, asked of the database in a way that stays fast.

Wagtail joins one condition for each permission of a person's groups with OR: with
1,400 permissions the statement is longer than it is fast (wagtail#14593). A page stands
in a permitted branch when the beginning of its tree path is one of the branches' paths,
so one list for each depth says the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.db.models import CharField, F, Lookup, Q, QuerySet, Value
from django.db.models.functions import Left
from django.db.models.sql.compiler import SQLCompiler
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from news.models.people import User

STEP = Page.steplen
EXPLORING = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})


class Right(NamedTuple):
    """What Wagtail asks of a GroupPagePermission."""

    page: Page
    page_id: int
    permission: Permission


class OneOf(Lookup):
    """Whether a text is in a list, which is one parameter however long it is."""

    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the condition; PostgreSQL looks the text up in a hash table."""
        text, parameters = self.process_lhs(compiler, connection)
        return f"{text} = ANY(%s)", (*parameters, self.rhs)


class BranchPermissionPolicy(PagePermissionPolicy):
    """Wagtail's policy with the same answers."""

    def get_all_permissions_for_user(self, user: User) -> QuerySet[GroupPagePermission]:
        """Return the permissions with what the policy asks of page and permission."""
        permissions = super().get_all_permissions_for_user(user)
        return permissions.only(
            "group",
            "page__path",
            "page__depth",
            "page__numchild",
            "permission__codename",
        )

    def get_cached_permissions_for_user(self, user: User) -> list["Right"]:
        """Return the same, read once for each request.

        An explorer page of fifty stories goes through them five hundred times: plain
        attributes cost a tenth of Django's.
        """
        rights: list[Right] | None = getattr(user, self.permission_cache_name, None)
        if rights is None:
            rows = self.get_all_permissions_for_user(user)
            rights = [Right(row.page, row.page_id, row.permission) for row in rows]
            setattr(user, self.permission_cache_name, rights)
        return rights

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Page]:
        """Return the pages with which somebody may do one of the actions."""
        everybody = self._base_queryset_for_user(user)
        if everybody is not None:
            return everybody
        return self.model._default_manager.filter(self._permitted(user, {*actions}))

    def explorable_instances(self, user: User) -> QuerySet[Page]:
        """Return the pages that somebody sees in the explorer."""
        everybody = self._base_queryset_for_user(user)
        if everybody is not None:
            return everybody
        paths = {row.page.path for row in self.get_cached_permissions_for_user(user)}
        if not paths:
            return self.model._default_manager.none()
        top = self.model.base_page_model.objects.first_common_ancestor_of(
            [row.page for row in self.get_cached_permissions_for_user(user)]
        )
        above = {path[:end] for path in paths for end in range(STEP, len(path), STEP)}
        return self.model._default_manager.filter(
            self._permitted(user, EXPLORING) | Q(OneOf(F("path"), sorted(above))),
            path__startswith=top.path,
        )

    def _permitted(self, user: User, actions: Iterable[str]) -> Q:
        """Return the condition of pages with which `user` may do one of `actions`."""
        codenames = self._get_permission_codenames({*actions})
        adding = self._get_permission_codename("add")
        # Who may add pages may change their own.
        owns = "change" in actions and "add" not in actions
        whole, own = set(), set()
        for row in self.get_cached_permissions_for_user(user):
            if owns and row.permission.codename == adding:
                own.add(row.page.path)
            elif row.permission.codename in codenames:
                whole.add(row.page.path)
        return in_branches(whole) | (in_branches(own - whole) & Q(owner=user))


def in_branches(paths: Iterable[str]) -> Q:
    """Return the condition that a page stands in one of the branches of a tree."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for path in _outermost(paths):
        by_length[len(path)].append(path)
    # In nothing: false whatever it is joined with.
    condition = Q(pk__in=[])
    for length, branches in by_length.items():
        beginning = Left(F("path"), Value(length), output_field=CharField())
        condition |= Q(OneOf(beginning, branches))
    return condition


def _outermost(paths: Iterable[str]) -> list[str]:
    """Return the paths that stand below none of the others, in the order of the tree."""
    outermost: list[str] = []
    for path in sorted(paths):
        if not outermost or not path.startswith(outermost[-1]):
            outermost.append(path)
    return outermost

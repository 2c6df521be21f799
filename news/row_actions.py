"""Buttons of the admin that do something with one row."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View
from wagtail.admin.views.generic import PermissionCheckedMixin


class RowActionView(PermissionCheckedMixin, View, ABC):
    """What a button does with the row of its page; `model` and right are the class's.

    With `locks_row`, of two who press at the same time the second sees what the first
    has done. What asks other machines must not lock: nobody else could write meanwhile.
    """

    model: type[Model]
    locks_row: ClassVar[bool] = False
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        rows = self.model._default_manager.all()
        if self.locks_row:
            rows = rows.select_for_update()
        return self.act(get_object_or_404(rows, pk=pk))

    @abstractmethod
    def act(self, row: Any) -> HttpResponse:
        """Do what the button says, and answer with the page to go on to."""

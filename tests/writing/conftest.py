"""Machines with tokens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken

from news.models import TokenLimits, User
from tests.factories import UserFactory

API = "/api/v3/"
DAY = timedelta(days=1)


class Machine:
    """A client of the writing API that acts as `user`."""

    def __init__(
        self, user: User, *, may_write: bool = True, lasts: timedelta | None = DAY
    ) -> None:
        self.user = user
        self.token, self.secret = APIToken.create_token(user=user, name="采集程序")
        TokenLimits.objects.create(
            token=self.token,
            may_write=may_write,
            expires_at=lasts and timezone.now() + lasts,
        )
        # As in production, a machine sends no CSRF token.
        self.client = Client(enforce_csrf_checks=True)

    def __call__(self, method: str, path: str, data: Any = None) -> HttpResponse:
        """Send a request; `path` is inside the API."""
        return self.client.generic(
            method,
            API + path,
            b"" if data is None else self.client._encode_json(data, "application/json"),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}"},
        )


@pytest.fixture
def machine(db: None) -> Machine:
    """A machine that acts as a chief editor."""
    return Machine(UserFactory(groups=["主编"]))


@pytest.fixture
def machine_of(db: None) -> Callable[..., Machine]:
    """Make a machine that acts as somebody of a group."""

    def make(group: str, **limits: Any) -> Machine:
        return Machine(UserFactory(groups=[group]), **limits)

    return make

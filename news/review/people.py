"""Who stands before a screen of the admin."""

from typing import cast

from django.http import HttpRequest

from news.models import User


def person(request: HttpRequest) -> User:
    """Return who has signed in; the admin lets in nobody else."""
    return cast(User, request.user)

"""The search of the paper: for readers over the documents, for editors in the admin."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The search app."""

    name = "search"
    label = "search"
    verbose_name = "检索"

"""The newsroom as a Django application."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Connects the read side to what editors do once the models are loaded."""

    name = "news"
    verbose_name = "新闻"

    def ready(self) -> None:
        from news import receivers

        receivers.connect(self)

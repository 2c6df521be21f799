"""The newsroom as a Django application."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Connects the read side to what editors do once the models are loaded."""

    name = "news"
    verbose_name = "新闻"

    def ready(self) -> None:
        from corsheaders.signals import check_request_enabled
        from django.core.checks import Tags, register
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from news import receivers
        from news.checks import check_private_root
        from news.page_policy import BranchPermissionPolicy
        from news.preview.clients import let_clients_in
        from news.proofing import gate  # noqa: F401 - its question and the rules
        from news.trash.policies import register_policies
        from news.writing.members import register_story

        register(check_private_root, Tags.security)
        register_permission_policy(AbstractPage, BranchPermissionPolicy())
        register_policies()
        receivers.connect(self)
        check_request_enabled.connect(let_clients_in)
        # Other apps build Wagtail's routes in their turn, and from these members.
        register_story()

"""People: those who sign stories and those who work in the admin."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from wagtail.search import index


class User(AbstractUser):
    """Somebody with an account in the admin."""

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def get_full_name(self) -> str:
        """Return family name and given name the Chinese way, without a space."""
        return f"{self.last_name}{self.first_name}".strip()


class Person(index.Indexed, models.Model):
    """Somebody whose name stands under a headline."""

    name = models.CharField("姓名", max_length=60, unique=True)

    panels = ["name"]

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = "作者"
        verbose_name_plural = "作者"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

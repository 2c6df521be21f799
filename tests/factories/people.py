"""People and sources."""

import factory
from django.contrib.auth.models import Group

from news.models import Person, Source, User


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody who signs stories."""

    name = factory.Sequence(lambda number: f"记者{number}")

    class Meta:
        model = Person
        django_get_or_create = ("name",)


class SourceFactory(factory.django.DjangoModelFactory):
    """A paper."""

    name = factory.Sequence(lambda number: f"第{number}日报")
    url = "https://paper.example.cn/"

    class Meta:
        model = Source
        django_get_or_create = ("name",)


class UserFactory(factory.django.DjangoModelFactory):
    """An account; `groups=["主编"]` puts it into groups of the newsroom."""

    username = factory.Sequence(lambda number: f"user{number}")
    password = factory.django.Password("correct horse")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @factory.post_generation
    def groups(self, create: bool, names: list[str] | None, **kwargs: object) -> None:
        """Add the account to the groups of these names."""
        if names:
            self.groups.set(Group.objects.filter(name__in=names))

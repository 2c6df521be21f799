"""Who reads the log of changes, and how far."""

from django.db import models


class LogFollower(models.Model):
    """How far a follower has read the log of changes."""

    name = models.CharField(max_length=30, primary_key=True)
    position = models.BigIntegerField()

    class Meta:
        verbose_name = "变更读取进度"
        verbose_name_plural = "变更读取进度"

    def __str__(self) -> str:
        return f"{self.name} {self.position}"

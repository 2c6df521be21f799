"""What limits a token of the writing API, beyond the rights of its user."""

from django.db import models
from django.utils import timezone
from wagtail.models import APIToken


class TokenLimits(models.Model):
    """Until when a token is good, and whether it may change anything.

    Wagtail's own token has neither. One without this row, as another program may have
    made it, reads only.
    """

    token = models.OneToOneField(
        APIToken, on_delete=models.CASCADE, primary_key=True, related_name="limits"
    )
    may_write = models.BooleanField(
        "可以写入",
        default=False,
        help_text="不勾选，则只能读取稿件和草稿，不能新建、修改、发布或删除。",
    )
    expires_at = models.DateTimeField(
        "到期时间", null=True, blank=True, help_text="留空则一直有效，直到撤销。"
    )

    class Meta:
        verbose_name = "接口令牌限制"
        verbose_name_plural = "接口令牌限制"

    def __str__(self) -> str:
        return f"{self.token}"

    @property
    def is_expired(self) -> bool:
        """Return whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


def limits_of(token: APIToken) -> TokenLimits:
    """Return the limits of a token, the narrow ones when none were set."""
    try:
        return token.limits
    except TokenLimits.DoesNotExist:
        return TokenLimits(token=token)

"""Pictures of the library side by side, small, with their titles."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def compare_pictures(before: Any, after: Any) -> SafeString:
    """Return the old and the new picture, or the one that stayed; either may be None."""
    context = {"before": before, "after": after, "is_changed": before != after}
    return render_to_string("news/comparing/pictures.html", context)

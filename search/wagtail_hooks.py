"""Where Wagtail looks for what search adds to the admin."""

import search.editorial.hooks  # noqa: F401

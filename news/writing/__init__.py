"""Writing by machines: Wagtail's API v3, for holders of a token only."""

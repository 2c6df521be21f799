"""Drafts for the front-ends of other hosts, and Wagtail's user bar in them."""

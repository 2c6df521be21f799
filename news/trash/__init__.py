"""Deleting that can be undone for a while, and what is cleared for ever after it."""

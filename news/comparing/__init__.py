"""Seeing what changed between two versions of a page, character by character."""

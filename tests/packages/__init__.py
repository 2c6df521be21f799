"""Packages of stories, and related stories."""

"""Drafts for people without an account: links, what they show, and what comes back."""

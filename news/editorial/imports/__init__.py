"""Importing in the admin: upload, dry run, confirmation, progress and report."""

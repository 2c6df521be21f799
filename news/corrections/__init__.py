"""Corrections, updates and withdrawals: issuing them, and telling readers."""

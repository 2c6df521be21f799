"""The word lists of the house in the admin."""

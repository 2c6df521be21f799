"""The reference reader site."""

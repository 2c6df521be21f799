"""Webhooks in the admin: endpoints, what was sent to them, sending again."""

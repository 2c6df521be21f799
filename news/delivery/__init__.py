"""What leaves the house after a change: webhooks, and purges of caches."""

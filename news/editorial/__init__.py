"""The editors' day: what waits, and later checks, reviews and corrections."""

"""What a reader may be about to type, and what they may have meant."""

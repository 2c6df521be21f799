"""Writing many new stories at once: the same rows as one by one, with COPY."""

"""What editors steer in search, and what readers looked for, in the admin."""

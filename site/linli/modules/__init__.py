"""Which module is on where, and each place's settings."""

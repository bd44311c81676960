"""A case: intake, consent, and its path from the application to the close."""

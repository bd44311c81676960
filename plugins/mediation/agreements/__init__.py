"""Agreements: terms, signatures, carrying out, judicial confirmation, follow-up visits."""

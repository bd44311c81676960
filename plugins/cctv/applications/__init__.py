"""Applying for a camera: the application, questions, survey, quote, approvals."""

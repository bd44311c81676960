"""Public notice (公示): objections, answers, posting when its days are over, reversal."""

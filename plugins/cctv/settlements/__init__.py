"""What the town settles with the telecom: a batch and its statement."""

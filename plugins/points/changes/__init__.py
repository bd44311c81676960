"""What becomes of a passbook when a household splits, merges, moves away or ends."""

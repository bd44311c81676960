"""Claims: a leader takes a task, does it, hands it in, and somebody else accepts it."""

"""The rule book (积分细则) of a village, as it stands on any day."""

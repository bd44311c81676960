"""The waiting list: residents line up for a day that is full. How places go is in booking/line."""

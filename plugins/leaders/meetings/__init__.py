"""The meetings of 四会一访: due by the calendar, held, with minutes and decisions."""

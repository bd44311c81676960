"""Looking for people, records and places within what one may see."""

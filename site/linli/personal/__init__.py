"""What is kept about somebody: taken along by them, erased on their wish, and not kept too long."""

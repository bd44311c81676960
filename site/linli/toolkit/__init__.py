"""What plugins build on; each file one idea."""

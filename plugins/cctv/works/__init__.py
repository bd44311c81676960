"""What is paid, installed and accepted."""

"""What is done around a built site."""

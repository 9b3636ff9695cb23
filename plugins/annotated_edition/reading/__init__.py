"""Files into a draft, every problem with its line."""

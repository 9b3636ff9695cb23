"""How files become a draft, every problem with its line."""

"""How a thing is cited, in every format."""

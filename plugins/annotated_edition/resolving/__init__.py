"""A draft into the edition: numbers, citations, references, links."""

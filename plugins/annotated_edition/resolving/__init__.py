"""How a draft becomes the edition: numbers, citations, references, links."""

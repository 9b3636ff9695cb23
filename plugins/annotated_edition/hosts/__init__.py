"""Adapters to Markdown, MkDocs, Material and mkdocs-bibtex."""

"""An edition as pages: {path: text}."""

"""An edition as files to carry away."""

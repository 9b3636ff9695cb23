"""What an edition is: frozen shapes, problems, wording."""

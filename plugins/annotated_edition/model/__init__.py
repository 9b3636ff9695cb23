"""What an edition is: its frozen shapes, problems, addresses, wording."""

"""The adapter to the shell, one module a command."""

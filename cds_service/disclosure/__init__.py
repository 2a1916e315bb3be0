"""What the service discloses about its knowledge: source attributes, coverage, what is due for review."""

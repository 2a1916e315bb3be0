"""Decides exactly what a knowledge base says of every patient there can be; needs the language only."""

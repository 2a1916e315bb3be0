"""Reads the knowledge files, refuses what is not sound, and gives the knowledge base."""

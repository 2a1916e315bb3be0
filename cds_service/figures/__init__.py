"""Figures on what became of the advice."""

"""Decides, with reasons, what the knowledge says about an order for a patient."""

"""Runs the cases beside scenarios, and says what would be lost where one does not hold."""

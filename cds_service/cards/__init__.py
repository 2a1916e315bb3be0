"""Turns conclusions into CDS Hooks cards that say why and offer edits of the order as it was received."""

"""How short texts are read: their sentences, the phrases in them, and what is said of these."""

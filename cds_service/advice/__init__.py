"""The use case: a hook call comes in, cards go out."""

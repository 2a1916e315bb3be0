"""What is written in a file: strict YAML, tables of known keys, measures and codes."""

"""One reader for each kind of knowledge file, and the names that files may use."""

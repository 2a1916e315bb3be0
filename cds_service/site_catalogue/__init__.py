"""A site's own order catalogue: proposes, for a person to confirm, which study each of its codes orders."""

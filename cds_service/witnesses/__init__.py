"""Writes fact sheets as charts and hook calls, and holds the answers of the service against them."""

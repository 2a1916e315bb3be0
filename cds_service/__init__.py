"""A CDS Hooks service that rates imaging orders in breast cancer and says why."""

__version__ = "0.1.0"

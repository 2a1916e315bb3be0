"""CDS Hooks on the wire: discovery, requests, prefetch, responses and what each client can do."""

"""Who may call: clients, their keys, and what their tokens must say; no socket, no clock."""

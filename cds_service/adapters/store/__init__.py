"""Where decisions and feedback are written down."""

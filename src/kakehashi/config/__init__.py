"""Config: settings and addresses, imported by nobody."""

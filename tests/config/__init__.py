"""Settings and addresses as a whole."""

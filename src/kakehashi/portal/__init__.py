"""Portal: the face for the public."""

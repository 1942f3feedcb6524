"""Tools for building, checking and testing the repository."""

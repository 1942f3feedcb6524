"""Addresses of the API: translate in, one call, translate out."""

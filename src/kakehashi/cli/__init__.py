"""Cli: the command line of a node, and starting its server."""

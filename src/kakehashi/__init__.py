"""Kakehashi: software on which governments run a digital partnership."""

__version__ = "0.3.0"

"""Governance: bodies, meetings, decisions and what became of them, action points."""

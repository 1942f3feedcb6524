"""Desk: the face for officials."""

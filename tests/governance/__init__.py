"""Tests of the governance room."""

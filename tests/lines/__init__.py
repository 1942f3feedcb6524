"""Tests of lines to take."""

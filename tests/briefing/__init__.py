"""Tests of briefs and pictures."""

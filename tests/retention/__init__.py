"""Tests of how long records are kept and what then becomes of them."""

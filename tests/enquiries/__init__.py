"""Tests of enquiries: clocks, answers, documents, consulting."""

"""Glossary: concepts and their words in each language."""

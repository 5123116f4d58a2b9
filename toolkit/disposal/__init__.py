"""Disposal: a record goes, with all its history, and a stub that says so stays."""

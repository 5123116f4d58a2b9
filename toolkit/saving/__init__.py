"""Saving without knowing git: what changed, keeping it, taking it back."""

"""The handover: keys of the mandates, what they sign, and how others check it."""

"""The register of decisions in memory: its facets, and the state of each decision on any day."""

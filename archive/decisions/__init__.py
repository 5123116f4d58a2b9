"""The register of decisions: how they bear on each other, their life in two times, their tasks."""

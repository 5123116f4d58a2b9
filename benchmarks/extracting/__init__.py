"""What `benchmarks/extraction.py` is made of."""

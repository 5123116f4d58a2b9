"""What `benchmarks/validation.py` measures with."""

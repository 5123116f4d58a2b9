"""What `benchmarks/bagit.py` measures with."""

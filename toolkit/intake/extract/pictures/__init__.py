"""Pictures, and the words that are recognised in them (OCR)."""

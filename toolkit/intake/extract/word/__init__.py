"""Word's documents: DOCX part by part, and DOC by a program that is installed."""

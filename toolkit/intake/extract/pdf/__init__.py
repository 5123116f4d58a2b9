"""PDF files, page by page, by PDFium (pypdfium2)."""

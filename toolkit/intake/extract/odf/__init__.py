"""OpenDocument (ISO/IEC 26300): texts, slides and sheets, in packages and flat."""

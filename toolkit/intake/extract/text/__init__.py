"""Plain text: as paragraphs, as Markdown, as tables between separators."""

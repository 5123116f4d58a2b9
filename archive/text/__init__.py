"""Pure functions over text: dates, paragraphs and anchors, the search fold, diffs."""

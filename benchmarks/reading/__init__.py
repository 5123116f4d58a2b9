"""How well texts are read: truths by plain rules on raw lines, and what the archive says."""

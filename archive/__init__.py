"""The archive as a library: records, versions, questions, and their Datasette face.

Nothing here knows a command line or a terminal; ``toolkit`` stands on it.
"""

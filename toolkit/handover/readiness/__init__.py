"""Whether a workspace is ready to be handed over, told at the terminal, to machines, on a page.

`packing` looks at what the archive cannot tell, `run` judges all of it, `terminal` and `page` show.
"""

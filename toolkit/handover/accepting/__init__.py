"""Accepting: a package that was verified becomes the workspace of the incoming host.

`run` takes over a whole package, `onto` one with only what is new; `term` opens the next mandate,
`receiving` writes the receipt and the event of custody, `summary` tells what was received.
"""

"""The log: one Merkle tree over every version of every record, which can only grow.

`merkle` and `note` are pure; `leaves` says what is sealed, from a built archive; `store` keeps it
under records/log/; `sealing` compares the two and grows the log; `proofs` writes proofs, and
`checkproof`, one file with nothing but the standard library, checks them.
"""

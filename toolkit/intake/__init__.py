"""The intake: files as they are, identified, read in a supervised worker, and proposed as records.

    identify → extract → read → propose → (a person reviews) → a record

Nothing here is a record before a person has confirmed it; until then all of it lies below
`.secretariat/intake`, which is neither saved nor published.
"""

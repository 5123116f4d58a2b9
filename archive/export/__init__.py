"""What others read of an archive: finding aids, EAD, Dublin Core, PREMIS, CSV, RO-Crate.

Every function here takes a read-only connection to a built archive and yields text, piece by
piece. The same archive gives the same bytes, whatever the clock says and wherever it is made.
They tell what the archive holds and no more: of an edition that leaves something out, they leave
it out as well.
"""

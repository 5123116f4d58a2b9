"""Packing: a package of a workspace, written so that it can be stopped anywhere and gone on with.

    order = Order(workspace, host="kr", output=Path("/media/stick"), mandate=mandate, key=file)
    packed = pack(order, repository, saver, build)
    packed.digest                 # what is told by telephone

`order` says what is wanted, `contents` what goes in, `run` does it; `journal` remembers what is
finished, so that no file is copied or hashed twice.
"""

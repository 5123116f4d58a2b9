-- When an authority stamped the signature of a package (RFC 3161), as its stamp says.
ALTER TABLE custody ADD COLUMN stamped TEXT;

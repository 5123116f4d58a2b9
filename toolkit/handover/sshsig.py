"""The files of signatures, read: see `archive.sshsig`."""

from archive.sshsig import MAX_SIZE as MAX_SIZE
from archive.sshsig import Signature as Signature
from archive.sshsig import read_signature as read_signature

"""What people do with the archive: the `secretariat` command, thin over the library `archive`."""

__version__ = "0.5.0"

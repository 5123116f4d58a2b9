"""One file a group of commands; each reads its arguments, calls one function, and prints."""

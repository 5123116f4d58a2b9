"""What is signed: see `archive.statement`, where it is read too when custody is built."""

from archive.statement import FIRST as FIRST
from archive.statement import MAX_SIZE as MAX_SIZE
from archive.statement import Kind as Kind
from archive.statement import Statement as Statement
from archive.statement import parse as parse

"""Pages of HTML, by the event parser of lxml."""

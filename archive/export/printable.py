"""The look of pages that stand by themselves: they print, have no script, and load nothing."""

from __future__ import annotations

from typing import Final

#: To be followed by what a page has of its own.
STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #566072; --line: #c8cfda;
  --paper: #fff; --bar: #2f6f9f; --shut: #8a3b12; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #a7b0bf; --line: #444d5c;
  --paper: #161b22; --bar: #7fb4dc; --shut: #ffb38a; } }
body { margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid var(--line); }
.soft, small, caption, figcaption, thead th { color: var(--soft); }
code { overflow-wrap: anywhere; font-size: .88em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 1.25rem; }
caption, figcaption { text-align: start; font-weight: 600; padding: .25rem 0; }
th, td { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-top: 1px solid var(--line); }
thead th, thead td { border-top: 0; font-size: .85rem; }
td small, th small { display: block; font-weight: 400; }
@page { margin: 15mm; }
@media print {
  :root { --ink: #000; --soft: #333; --line: #999; --paper: #fff; --bar: #555;
    --shut: #8a3b12; }
  body { margin: 0; max-width: none; font-size: 9.5pt; }
  h2, h3, caption, figcaption { break-after: avoid; } tr, figure { break-inside: avoid; }
  thead { display: table-header-group; } .scroll { overflow: visible; }
  a { color: inherit; text-decoration: none; }
}
"""


def head(title: str, more: str) -> str:
    """A page as far as its body begins; `title` is escaped already, `more` is style of its own."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}{more}</style>
</head>
<body>
"""

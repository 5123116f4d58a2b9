"""The report of a package: one page that prints, needs no script, and stands by itself.

`facts` asks the archive, `charts` draws, `page` puts it together.
"""

from __future__ import annotations

from toolkit.handover.packing.report.page import About as About
from toolkit.handover.packing.report.page import report_html as report_html

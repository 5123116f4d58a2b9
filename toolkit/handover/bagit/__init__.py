"""BagIt (RFC 8493): an own reader and judge of bags, and what packages are written with.

    bag = open_bag(Path("aep-2026-11-27-aes-italy-to-aes-malta.tar"))
    findings = validate(bag, profile=Profile.OURS)

Nothing in a bag is trusted, followed, fetched, unpacked or run.
"""

from __future__ import annotations

from toolkit.handover.bagit.manifests import Manifest as Manifest
from toolkit.handover.bagit.manifests import render_manifest as render_manifest
from toolkit.handover.bagit.names import unportable as unportable
from toolkit.handover.bagit.names import unsafe as unsafe
from toolkit.handover.bagit.ours import MANIFEST as MANIFEST
from toolkit.handover.bagit.ours import SIGNATURE as SIGNATURE
from toolkit.handover.bagit.ours import is_ours as is_ours
from toolkit.handover.bagit.reader import PAYLOAD as PAYLOAD
from toolkit.handover.bagit.reader import TAG_MANIFEST as TAG_MANIFEST
from toolkit.handover.bagit.reader import Bag as Bag
from toolkit.handover.bagit.reader import open_bag as open_bag
from toolkit.handover.bagit.tagfiles import DECLARATION as DECLARATION
from toolkit.handover.bagit.tagfiles import INFO as INFO
from toolkit.handover.bagit.tagfiles import OUR_DECLARATION as OUR_DECLARATION
from toolkit.handover.bagit.tagfiles import Info as Info
from toolkit.handover.bagit.tagfiles import render_info as render_info
from toolkit.handover.bagit.validate import Profile as Profile
from toolkit.handover.bagit.validate import fixity_of as fixity_of
from toolkit.handover.bagit.validate import is_valid as is_valid
from toolkit.handover.bagit.validate import validate as validate

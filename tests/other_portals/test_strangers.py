"""Two portals of other libraries, with a profile's lines alone: habit by habit, nothing wrong."""

from __future__ import annotations

from pathlib import Path

from tests.other_portals.ant3 import server as ant3
from tests.other_portals.old_htm import server as old_htm
from tests.other_portals.samples import samples
from tests.other_portals.strangers import SIGNED
from tests.other_portals.vocabularies import ANT3, OLD_HTM

HERE = Path(__file__).parent
KNOWN = samples(SIGNED)
PORTALS = {
    "ant3": (ant3.Ant3Portal, ant3.PEOPLE, ANT3),
    "old_htm": (old_htm.OldPortal, old_htm.PEOPLE, OLD_HTM),
}

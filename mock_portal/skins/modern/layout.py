"""Which field of a form stands where, and by which control this skin asks for it."""

from __future__ import annotations

from pathlib import Path

from mock_portal.skins.shared.layout import Layout

LAYOUT = Layout(Path(__file__).parent / "layout.yaml")
arrange = LAYOUT.arrange
widget = LAYOUT.widget

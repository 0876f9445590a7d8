"""The groups of a form in this skin, and the control for each field."""

from __future__ import annotations

from pathlib import Path

from mock_portal.skins.shared.layout import Layout

LAYOUT = Layout(Path(__file__).parent / "layout.yaml")
arrange = LAYOUT.arrange
widget = LAYOUT.widget

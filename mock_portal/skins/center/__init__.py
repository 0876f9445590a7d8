"""The face that later evidence describes: one document with hash routes, three origins."""

from mock_portal.skins.center.routes import HABITS, parts

__all__ = ["HABITS", "parts"]

"""The old face of the portal: server-rendered pages with native controls."""

from mock_portal.skins.classic.routes import routes

__all__ = ["routes"]

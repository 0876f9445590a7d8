"""The new face of the portal: a single-page application over a JSON API."""

from mock_portal.skins.modern.routes import routes

__all__ = ["routes"]

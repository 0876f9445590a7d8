"""The portal's faces: each skin turns the core into pages."""

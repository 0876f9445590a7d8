"""What several skins need."""

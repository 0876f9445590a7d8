"""What the portal does, whatever its pages look like."""

"""Each module writes the lines that one part of a portal teaches."""

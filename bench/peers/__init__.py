"""The contestants, one file each, written as their own documentation teaches."""

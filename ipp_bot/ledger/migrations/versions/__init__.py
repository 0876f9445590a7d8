"""One file a change of the schema; their ids are numbers that rise."""

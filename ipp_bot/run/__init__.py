"""Running flows: planning, account sessions, the pool of this process, the shared queue."""

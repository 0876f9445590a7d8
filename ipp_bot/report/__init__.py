"""Reports: what a run, a ledger or a portal has to tell, for people."""

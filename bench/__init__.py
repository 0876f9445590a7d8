"""ipp-bot beside what people would use instead: one run, one machine, the same filings."""

"""The long proof: filings by the thousand, workers killed by the hundred, everything counted."""

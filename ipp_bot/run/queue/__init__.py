"""The queue that several machines share: filings go in, workers take them, each once."""

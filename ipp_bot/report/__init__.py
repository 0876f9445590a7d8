"""Output for people: the terminal, reports as HTML and sheets, notifications."""

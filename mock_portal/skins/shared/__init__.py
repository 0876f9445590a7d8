"""What every skin does in the same way: sign-in, records, submission, routes."""

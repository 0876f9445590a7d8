"""What runs inside a page: the scripts, their bundle, and one typed method for each verb."""

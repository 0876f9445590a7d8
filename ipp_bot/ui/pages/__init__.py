"""The pages, a module each: a handler reads what it shows, or does what a form asks for."""

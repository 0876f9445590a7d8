"""The local web page: what the command line does, for people who work in a browser.

Handlers read the ledger and call the functions behind the commands; what takes long, or what
touches the portal, runs as a command of its own (`child_commands`). The page's process holds no
state but who may see it: killed at any time, it leaves ledger and runs as they are.
"""

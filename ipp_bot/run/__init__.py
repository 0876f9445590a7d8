"""Driving flows: planning, offices, the pool of this process, the worker of several machines."""

"""Flows: what a person does at the portal, in the methods of page objects."""

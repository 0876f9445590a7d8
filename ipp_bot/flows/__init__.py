"""Flows: what a person does at the portal, told in the verbs of page objects."""

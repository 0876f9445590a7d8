"""A local portal that behaves like the Alibaba IPP one, as far as that is publicly known."""

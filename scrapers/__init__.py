"""Every way in: fetching, parsing, reading facts, harvesting."""

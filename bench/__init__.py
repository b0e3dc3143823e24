"""Slow measurements: figures as JSON, ratios against a peer in the same run."""

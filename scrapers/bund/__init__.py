"""Sources of the German federal level."""

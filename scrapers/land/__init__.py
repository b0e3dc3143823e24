"""Sources of the Länder."""

"""Sources of the European Union."""

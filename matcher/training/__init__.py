"""Training of the shipped embedding model: corpora in, a folder in ``models/`` out."""

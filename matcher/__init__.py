"""What we know and how we rank; no network, no Flask, no HTML."""

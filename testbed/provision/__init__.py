"""Building ``.sandbox/``, one module per part. Standard library only: it runs before any package is installed."""

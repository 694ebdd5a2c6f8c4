"""The figures, beside the peers, in one run."""

"""Bots that others would write: each a few lines, each run as it comes."""

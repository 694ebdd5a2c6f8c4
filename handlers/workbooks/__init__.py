"""Workbooks that people send us: is the file safe to open, what do its rows say, and the same file back with marks."""

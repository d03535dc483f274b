"""Spreadsheets as people make them, whichever door they come by."""

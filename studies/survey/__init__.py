"""From an institute's file to tables that identify nobody: no database here, only figures and words."""

"""What of a survey may be shown without telling who said what; `docs/adr/0010` says against whom, and why so."""

"""How charts are drawn, whatever they show: a survey's figures or a small table that an editor typed."""

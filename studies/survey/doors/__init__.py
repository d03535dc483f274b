"""The two ways into a survey: answers, a row a respondent, or the tables of an institute."""

"""The door for tables: the workbook that an institute delivers, and its template."""

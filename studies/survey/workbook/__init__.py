"""The workbook of tables that an institute delivers, and its template."""

"""The long texts behind what every match is asked for, and on PostgreSQL an index of the titles alone.

SQLite reads a row from its beginning: behind the texts, which fill pages of their own, each match cost several reads.
"""

from importlib import import_module

from django.db import migrations

first = import_module("portal.search.migrations.0001_entries_found_by_their_words")

POSTGRESQL = [
    """ALTER TABLE search_entry ADD COLUMN named tsvector
        GENERATED ALWAYS AS (setweight(to_tsvector('simple', title_keys), 'A')) STORED""",
    "CREATE INDEX search_entry_named ON search_entry USING gin (named)",
]


def arrange(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)
        return
    schema_editor._remake_table(apps.get_model("search", "Entry"))  # in the order of the first migration
    for statement in first.SQLITE[1:]:
        schema_editor.execute(statement)


def take_back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entry DROP COLUMN named")


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_entries_found_by_their_words'),
    ]

    operations = [
        migrations.RunPython(arrange, take_back),
    ]

"""The entries, and the full-text index that the database keeps of their keys by itself.

On SQLite: a table of its FTS5 beside them, and triggers. Whatever remakes the table of entries there, as Django does to
change a column, drops the triggers: it has to make them again.
"""

import django.db.models.deletion
from django.db import migrations, models


KEYS = ("title_keys", "lead_keys", "body_keys")
COLUMNS = ", ".join(KEYS)
GIVEN = ", ".join(f"new.{name}" for name in KEYS)
TAKEN = ", ".join(f"old.{name}" for name in KEYS)
PUT = f"INSERT INTO search_fts(rowid, {COLUMNS}) VALUES (new.id, {GIVEN});"
TAKE = f"INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) VALUES ('delete', old.id, {TAKEN});"
SQLITE = [
    f"CREATE VIRTUAL TABLE search_fts USING fts5({COLUMNS}, content='search_entry', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER search_entry_put AFTER INSERT ON search_entry BEGIN {PUT} END",
    f"CREATE TRIGGER search_entry_take AFTER DELETE ON search_entry BEGIN {TAKE} END",
    f"CREATE TRIGGER search_entry_change AFTER UPDATE OF {COLUMNS} ON search_entry BEGIN {TAKE} {PUT} END",
]
POSTGRESQL = [
    """ALTER TABLE search_entry ADD COLUMN document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_keys), 'A')
        || setweight(to_tsvector('simple', lead_keys), 'B')
        || setweight(to_tsvector('simple', body_keys), 'C')
    ) STORED""",
    "CREATE INDEX search_entry_document ON search_entry USING gin (document)",
]


def make_full_text_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_full_text_index(apps, schema_editor):
    """On PostgreSQL and for the triggers, it goes with the table of entries."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_relations'),
        ('core', '0005_limits'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(blank=True, max_length=60)),
                ('part', models.CharField(choices=[('only', 'all there is'), ('public', 'what is public of it'), ('full', 'all of it')], max_length=6)),
                ('language', models.CharField(max_length=2)),
                ('kind', models.CharField(choices=[('article', 'Articles'), ('news', 'News'), ('study', 'Studies'), ('question', 'Survey questions'), ('event', 'Events'), ('issue', 'Issues of the magazine'), ('person', 'People'), ('page', 'Other pages')], max_length=8)),
                ('day', models.IntegerField(null=True)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('title_keys', models.TextField()),
                ('lead_keys', models.TextField()),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page')),
                ('people', models.ManyToManyField(related_name='+', to='core.person')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.person')),
                ('release', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.release')),
                ('title', models.TextField()),
                ('text', models.TextField(blank=True)),
                ('body_keys', models.TextField()),
                ('topics', models.ManyToManyField(related_name='+', to='core.topic')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
            },
        ),
        migrations.CreateModel(
            name='TitleWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(db_index=True, max_length=40)),
                ('written', models.CharField(max_length=40)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_words', to='search.entry')),
            ],
            options={
                'verbose_name': 'word of a title',
                'verbose_name_plural': 'words of titles',
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(models.F('language'), models.F('day'), name='entry_latest'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(models.F('page'), models.F('question'), models.F('part'), name='entry_once_a_part'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(models.F('person'), models.F('language'), name='entry_once_a_person'),
        ),
        migrations.RunPython(make_full_text_index, drop_full_text_index),
    ]

from django.db import migrations, models

KINDS = [
    ("article", "Articles"),
    ("news", "News"),
    ("study", "Studies"),
    ("question", "Survey questions"),
    ("event", "Events"),
    ("issue", "Issues of the magazine"),
    ("dossier", "Dossiers"),
    ("person", "People"),
    ("page", "Other pages"),
]


def name_dossiers(apps, schema_editor) -> None:
    """Those that were found as other pages."""
    dossiers = apps.get_model("articles", "DossierPage").objects.order_by().values("pk")
    apps.get_model("search", "Entry").objects.filter(page__in=dossiers).update(kind="dossier")


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_texts_last"),
        ("articles", "0011_dossiers"),
    ]

    operations = [
        migrations.AlterField("entry", "kind", models.CharField(choices=KINDS, max_length=8)),
        migrations.RunPython(name_dossiers, migrations.RunPython.noop),
    ]

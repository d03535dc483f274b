from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0008_page_reads")]

    operations = [
        migrations.AddField(
            "portalimage",
            "is_decorative",
            models.BooleanField(
                default=False,
                help_text="It tells nothing that the text beside it does not: as a cover it needs no description.",
                verbose_name="decorative",
            ),
        ),
    ]

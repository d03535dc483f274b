from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0005_orders"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="group_en",
            field=models.CharField(blank=True, max_length=120, verbose_name="grouped as, in English"),
        ),
        migrations.AddField(
            model_name="category",
            name="group_fr",
            field=models.CharField(
                blank=True,
                help_text="Answers with the same text here are counted together under it.",
                max_length=120,
                verbose_name="grouped as, in French",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="is_missing",
            field=models.BooleanField(
                default=False, help_text="Who gave it is left out, as if the cell were empty.", verbose_name="no answer"
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="asked_if_options",
            field=models.JSONField(blank=True, default=list, verbose_name="its answers that lead here"),
        ),
        migrations.AddField(
            model_name="variable",
            name="asked_if_question",
            field=models.CharField(
                blank=True,
                help_text="The question that decides who is asked. Empty: all are.",
                max_length=60,
                verbose_name="asked if",
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="asks_all",
            field=models.BooleanField(
                default=False,
                help_text="For several answers: everyone was asked, and to tick nothing means « none ».",
                verbose_name="who ticked nothing has answered",
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="battery_en",
            field=models.CharField(blank=True, max_length=120, verbose_name="battery, in English"),
        ),
        migrations.AddField(
            model_name="variable",
            name="battery_fr",
            field=models.CharField(
                blank=True,
                help_text="Questions with the same text here, and the same answers, are shown on one chart under it.",
                max_length=120,
                verbose_name="battery, in French",
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="is_segment",
            field=models.BooleanField(
                default=False, help_text="The other questions are shown by its answers.", verbose_name="a segment too"
            ),
        ),
        migrations.AddField(
            model_name="variable",
            name="is_sensitive",
            field=models.BooleanField(
                default=False,
                help_text="Where all of a group gave the same answer, that group is left out.",
                verbose_name="sensitive",
            ),
        ),
    ]

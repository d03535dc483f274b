from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("personal", "0004_persons_out_of_logs"),
    ]

    operations = [
        migrations.AddField(
            model_name="lastvisit",
            name="before",
            field=models.DateField(null=True),
        ),
    ]

from django.db import migrations
from django.utils import timezone


def count_as_told(apps, schema_editor) -> None:
    """What was published before letters wrote themselves is no news to anybody."""
    announced = apps.get_model("letters", "Announced")
    pages = [
        apps.get_model("articles", "IssuePage").objects.filter(live=True),
        apps.get_model("studies", "StudyPage").objects.filter(
            live=True, study__published_on__lte=timezone.localdate()
        ),
        apps.get_model("events", "EventPage").objects.filter(live=True),
    ]
    keys = {key for some in pages for key in some.order_by().values_list("translation_key", flat=True)}
    announced.objects.bulk_create([announced(key=key) for key in keys], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0002_announced"),
        ("articles", "0007_issues"),
        ("events", "0004_row_of_pages"),
        ("studies", "0003_announced"),
    ]

    operations = [migrations.RunPython(count_as_told, migrations.RunPython.noop)]

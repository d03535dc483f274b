from django.db import migrations

ACTIONS = (
    "members.invitation.sent",
    "members.invitation.withdrawn",
    "members.request.made",
    "members.request.declined",
)


def take_persons_out(apps, schema_editor):
    """What was logged of a seat offered or asked for says to whom by the number of its row, as it does now."""
    requests = dict(apps.get_model("members", "SeatRequest").objects.values_list("pk", "user_id"))
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(action__in=ACTIONS)
    for entry in entries.filter(data__has_key="person"):
        del entry.data["person"]
        if entry.data.get("request") in requests:
            entry.data["user"] = requests[entry.data["request"]]
        entry.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("personal", "0003_last_visit"),
        ("members", "0003_memberships_and_seats"),
    ]
    operations = [migrations.RunPython(take_persons_out, migrations.RunPython.noop)]

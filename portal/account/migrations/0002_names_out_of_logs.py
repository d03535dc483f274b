from django.db import migrations

OF_A_SEAT = ("members.seat.given", "members.seat.removed")


def take_names_out(apps, schema_editor):
    """What was logged of a seat says whose by the number of the account, else by nothing."""
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects
    seats = dict(apps.get_model("members", "Seat").objects.values_list("pk", "user_id"))
    for entry in entries.filter(action__in=OF_A_SEAT):
        seat = entry.data.get("seat")
        entry.data = {"seat": seat, "user": seats.get(seat)}
        entry.save(update_fields=["data"])
    entries.filter(action__in=("members.account.address", "core.message.again")).update(data={})


class Migration(migrations.Migration):
    dependencies = [
        ("personal", "0001_own_data"),
        ("members", "0003_memberships_and_seats"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(take_names_out, migrations.RunPython.noop)]

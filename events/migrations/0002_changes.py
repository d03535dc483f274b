import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def take_over_waiting_tasks(apps, schema_editor):
    """Tasks used to name an event; now they name the version of it that is to be told."""
    for task in apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(
        task_path="events.tasks.tell_registrants", status__in=("READY", "RUNNING")
    ):
        event = apps.get_model("events", "Event").objects.get(pk=task.args_kwargs["kwargs"]["event_id"])
        facts = {name: getattr(event, name) for name in ("starts_at", "ends_at", "venue", "address")}
        change, _made = apps.get_model("events", "EventChange").objects.get_or_create(
            event=event, sequence=event.sequence, defaults=facts
        )
        task.status, task.args_kwargs = "READY", {"args": [], "kwargs": {"change_id": change.pk}}
        task.save()


class Migration(migrations.Migration):

    dependencies = [
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('starts_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('venue', models.CharField(blank=True, max_length=160)),
                ('address', models.CharField(blank=True, max_length=250)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('begun_at', models.DateTimeField(null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='events.event')),
            ],
            options={
                'verbose_name': 'change of an event',
                'constraints': [models.UniqueConstraint(fields=('event', 'sequence'), name='event_change_once_per_version')],
            },
        ),
        migrations.RunPython(take_over_waiting_tasks, migrations.RunPython.noop),
    ]

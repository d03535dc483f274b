from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

OLD_TASKS = ("portal.core.tasks.send_message", "portal.core.mail.sending.send_message")


def take_over_waiting_messages(apps, schema_editor):
    """Tasks used to carry what a message says: those that wait become messages, those that are done tell nothing more.

    Any of them may hold a code, so that all are treated as such, and tried for a day.
    """
    tasks = apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(task_path__in=OLD_TASKS)
    for task in tasks.filter(status__in=("READY", "RUNNING")):
        written = task.args_kwargs["kwargs"]
        message = apps.get_model("core", "Message").objects.create(
            template="",
            language="fr",
            tries=written.pop("tries", 0),
            created_at=task.enqueued_at,
            next_try_at=task.enqueued_at,
            expires_at=task.enqueued_at + timedelta(days=1),
            **written,
        )
        task.status, task.task_path = "READY", OLD_TASKS[-1]
        task.args_kwargs = {"args": [], "kwargs": {"message_id": message.pk}}
        task.save()
    tasks.filter(status__in=("SUCCESSFUL", "FAILED")).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0002_addresses_made_of_labels'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=254, verbose_name='recipient')),
                ('template', models.CharField(max_length=80)),
                ('language', models.CharField(max_length=2)),
                ('subject', models.TextField(blank=True, verbose_name='subject')),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('reply_to', models.CharField(blank=True, max_length=254)),
                ('object_id', models.PositiveBigIntegerField(null=True)),
                ('key', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('refused', 'refused'), ('failed', 'given up')], default='waiting', max_length=8, verbose_name='state')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('error', models.TextField(blank=True, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written on')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent on')),
                ('expires_at', models.DateTimeField(null=True)),
                ('content_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-created_at', '-pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='core_messag_content_b4320c_idx'), models.Index(fields=['state', 'next_try_at'], name='core_messag_state_7bbffe_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('to', 'key'), name='message_once_per_address_and_key')],
            },
        ),
        migrations.RunPython(take_over_waiting_messages, migrations.RunPython.noop),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DailyStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('done_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'daily step',
                'default_permissions': (),
            },
        ),
    ]

"""Invoices, and the database's own guard over what was issued.

On SQLite, whatever remakes the guarded tables, as Django does to change a column, drops the triggers: it has to make
them again.
"""

import django.db.models.deletion
import django.utils.timezone
import portal.billing.identifiers
import portal.billing.models.invoices
import portal.core.mail.names
from django.conf import settings
from django.db import migrations, models


FROZEN = ("billing_invoice", "billing_invoiceline")
SAYS = "an issued invoice never changes"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION billing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in FROZEN:
        if schema_editor.connection.vendor == "postgresql":
            does = "FOR EACH ROW EXECUTE FUNCTION billing_refuse()"
        else:
            does = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        schema_editor.execute(f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} {does}")


def unguard(apps, schema_editor):
    for table in FROZEN:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {table}_frozen{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION billing_refuse()")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invoice', 'invoice'), ('credit_note', 'credit note')], max_length=12)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('kind', 'year'), name='counter_one_a_series')],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('billing_name', models.CharField(blank=True, max_length=120, validators=[portal.core.mail.names.single_line, portal.core.mail.names.no_web_address], verbose_name='name for the invoice')),
                ('billing_organisation', models.CharField(blank=True, max_length=160, validators=[portal.core.mail.names.single_line, portal.core.mail.names.no_web_address], verbose_name='organisation for the invoice')),
                ('billing_email', models.EmailField(blank=True, help_text='The invoice is sent there.', max_length=254, verbose_name='billing address')),
                ('billing_address', models.TextField(blank=True, max_length=300, verbose_name='street and number')),
                ('billing_postcode', models.CharField(blank=True, max_length=12, validators=[portal.core.mail.names.single_line], verbose_name='postcode')),
                ('billing_city', models.CharField(blank=True, max_length=80, validators=[portal.core.mail.names.single_line], verbose_name='town')),
                ('billing_country', models.CharField(choices=[('FR', 'France'), ('DE', 'Germany'), ('AT', 'Austria'), ('BE', 'Belgium'), ('BG', 'Bulgaria'), ('CA', 'Canada'), ('HR', 'Croatia'), ('CI', 'Ivory Coast'), ('CY', 'Cyprus'), ('DK', 'Denmark'), ('DZ', 'Algeria'), ('ES', 'Spain'), ('EE', 'Estonia'), ('FI', 'Finland'), ('GB', 'United Kingdom'), ('GR', 'Greece'), ('HU', 'Hungary'), ('IE', 'Ireland'), ('IT', 'Italy'), ('LV', 'Latvia'), ('LT', 'Lithuania'), ('LU', 'Luxembourg'), ('MA', 'Morocco'), ('MT', 'Malta'), ('MC', 'Monaco'), ('NL', 'Netherlands'), ('NO', 'Norway'), ('PL', 'Poland'), ('PT', 'Portugal'), ('RO', 'Romania'), ('SE', 'Sweden'), ('SI', 'Slovenia'), ('SK', 'Slovakia'), ('SN', 'Senegal'), ('CH', 'Switzerland'), ('CZ', 'Czechia'), ('TN', 'Tunisia'), ('US', 'United States')], default='FR', max_length=2, verbose_name='country')),
                ('billing_siret', portal.billing.identifiers.IdentifierField(blank=True, max_length=20, validators=[portal.billing.identifiers.siret], verbose_name='SIRET number')),
                ('billing_vat_number', portal.billing.identifiers.IdentifierField(blank=True, max_length=20, validators=[portal.billing.identifiers.vat_number], verbose_name='VAT number')),
                ('billing_order_number', models.CharField(blank=True, help_text='Your own reference, printed on the invoice.', max_length=60, validators=[portal.core.mail.names.single_line], verbose_name='order number')),
                ('kind', models.CharField(choices=[('invoice', 'invoice'), ('credit_note', 'credit note')], max_length=12, verbose_name='kind')),
                ('year', models.PositiveSmallIntegerField()),
                ('rank', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('supplied_on', models.DateField(null=True, verbose_name='supplied on')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=2, verbose_name='language')),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('seller', models.JSONField()),
                ('rates', models.JSONField()),
                ('net', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='net')),
                ('vat', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='VAT')),
                ('gross', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='total')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('about_label', models.CharField(blank=True, max_length=200, verbose_name='about')),
                ('object_id', models.PositiveBigIntegerField(null=True)),
                ('key', models.CharField(blank=True, max_length=120)),
                ('token', models.CharField(default=portal.billing.models.invoices.new_token, max_length=40, unique=True)),
                ('content_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.invoice', verbose_name='corrects')),
            ],
            options={
                'verbose_name': 'invoice',
                'verbose_name_plural': 'invoices',
                'ordering': ['-issued_on', '-pk'],
                'default_permissions': ('view', 'change'),
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='invoices/')),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='billing.invoice')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('label', models.CharField(max_length=300, verbose_name='label')),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='quantity')),
                ('unit_net', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='net price')),
                ('vat_rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='VAT rate')),
                ('net', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='net')),
                ('account', models.CharField(max_length=12)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='billing.invoiceline')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.invoice')),
            ],
            options={
                'ordering': ['invoice', 'position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('reference', models.CharField(blank=True, max_length=200, verbose_name='reference')),
                ('bank_key', models.CharField(blank=True, max_length=80)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.invoice')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['received_on', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveSmallIntegerField()),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='billing.invoice')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Seller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('legal_name', models.CharField(blank=True, max_length=160, verbose_name='legal name')),
                ('legal_form', models.CharField(blank=True, default='association régie par la loi du 1er juillet 1901', max_length=120, verbose_name='legal form')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='street and number')),
                ('postcode', models.CharField(blank=True, max_length=12, validators=[portal.core.mail.names.single_line], verbose_name='postcode')),
                ('city', models.CharField(blank=True, max_length=80, validators=[portal.core.mail.names.single_line], verbose_name='town')),
                ('country', models.CharField(choices=[('FR', 'France'), ('DE', 'Germany'), ('AT', 'Austria'), ('BE', 'Belgium'), ('BG', 'Bulgaria'), ('CA', 'Canada'), ('HR', 'Croatia'), ('CI', 'Ivory Coast'), ('CY', 'Cyprus'), ('DK', 'Denmark'), ('DZ', 'Algeria'), ('ES', 'Spain'), ('EE', 'Estonia'), ('FI', 'Finland'), ('GB', 'United Kingdom'), ('GR', 'Greece'), ('HU', 'Hungary'), ('IE', 'Ireland'), ('IT', 'Italy'), ('LV', 'Latvia'), ('LT', 'Lithuania'), ('LU', 'Luxembourg'), ('MA', 'Morocco'), ('MT', 'Malta'), ('MC', 'Monaco'), ('NL', 'Netherlands'), ('NO', 'Norway'), ('PL', 'Poland'), ('PT', 'Portugal'), ('RO', 'Romania'), ('SE', 'Sweden'), ('SI', 'Slovenia'), ('SK', 'Slovakia'), ('SN', 'Senegal'), ('CH', 'Switzerland'), ('CZ', 'Czechia'), ('TN', 'Tunisia'), ('US', 'United States')], default='FR', max_length=2, verbose_name='country')),
                ('siret', portal.billing.identifiers.IdentifierField(blank=True, max_length=20, validators=[portal.billing.identifiers.siret], verbose_name='SIRET number')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='address for questions')),
                ('vat_regime', models.CharField(choices=[('charged', 'VAT is charged'), ('franchise', 'VAT not applicable, article 293 B of the CGI'), ('exempt', 'exempt from VAT, article 261, 7, 1° of the CGI')], default='franchise', max_length=10, verbose_name='VAT')),
                ('vat_number', portal.billing.identifiers.IdentifierField(blank=True, help_text='Needed where VAT is charged.', max_length=20, validators=[portal.billing.identifiers.vat_number], verbose_name='VAT number')),
                ('iban', portal.billing.identifiers.IdentifierField(blank=True, max_length=42, validators=[portal.billing.identifiers.iban], verbose_name='IBAN')),
                ('bic', portal.billing.identifiers.IdentifierField(blank=True, max_length=15, verbose_name='BIC')),
                ('payment_days', models.PositiveSmallIntegerField(default=30, help_text='From the day an invoice is issued; 60 at most by law.', verbose_name='days to pay')),
                ('penalties_fr', models.CharField(default='En cas de retard de paiement, pénalités au taux de trois fois le taux d’intérêt légal, exigibles sans rappel.', max_length=240, verbose_name='late-payment penalties, in French')),
                ('penalties_en', models.CharField(default='Late payments bear interest at three times the French statutory rate, due without reminder.', max_length=240, verbose_name='late-payment penalties, in English')),
                ('discount_fr', models.CharField(default='Pas d’escompte pour paiement anticipé.', max_length=160, verbose_name='discount for early payment, in French')),
                ('discount_en', models.CharField(default='No discount for early payment.', max_length=160, verbose_name='discount for early payment, in English')),
                ('customers_account', models.CharField(default='411000', max_length=12, verbose_name='account of customers')),
                ('income_account', models.CharField(default='706000', max_length=12, verbose_name='account of income')),
                ('vat_account', models.CharField(default='445710', max_length=12, verbose_name='account of VAT')),
                ('bank_account', models.CharField(default='512000', max_length=12, verbose_name='account of the bank')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'issuer of invoices',
            },
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['content_type', 'object_id'], name='invoice_about'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['billing_email'], name='invoice_by_address'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('kind', 'year', 'rank'), name='invoice_one_a_number'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='invoice_once_a_key'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', 'credit_note')), models.Q(('corrects__isnull', True), ('kind', 'invoice')), _connector='OR'), name='invoice_credit_note_corrects_one'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('invoice', 'position'), name='line_one_a_position'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('bank_key', ''), _negated=True), fields=('bank_key',), name='payment_once_a_bank_line'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='payment_of_something'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('invoice', 'step'), name='invoice_reminder_once_a_step'),
        ),
        migrations.RunPython(guard, unguard),
    ]

import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from core.create_models import CreateModels

# The table of Django's database cache, as `createcachetable` would make it.
LIMITS_TABLE = [
    "CREATE TABLE IF NOT EXISTS core_limits"
    " (cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL)",
    "CREATE INDEX IF NOT EXISTS core_limits_expires ON core_limits (expires)",
]

# The function that the triggers of the history call, in the place of the package's own: it notes the context once in a
# transaction instead of once a row. An import writes hundreds of rows in a transaction.
FUNCTION = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE AS $$
DECLARE
    _id TEXT := NULLIF(CURRENT_SETTING('pghistory.context_id', TRUE), '');
    _metadata TEXT := NULLIF(CURRENT_SETTING('pghistory.context_metadata', TRUE), '');
BEGIN
    IF _id IS NULL OR _metadata IS NULL THEN
        RETURN NULL;
    END IF;
    -- What is set here goes with the transaction or the savepoint that is taken back, as the row does.
    IF CURRENT_SETTING('pghistory.attached', TRUE) IS DISTINCT FROM _id || _metadata THEN
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
            VALUES (_id::UUID, _metadata::JSONB, NOW(), NOW())
            ON CONFLICT (id) DO UPDATE
                SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
                WHERE pghistory_context.metadata != EXCLUDED.metadata;
        PERFORM SET_CONFIG('pghistory.attached', _id || _metadata, TRUE);
    END IF;
    RETURN _id::UUID;
END;
$$ LANGUAGE plpgsql;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL(LIMITS_TABLE, 'DROP TABLE IF EXISTS core_limits'),
        CreateModels([
            migrations.CreateModel(
                name='Country',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('iso2', models.CharField(max_length=2, unique=True, verbose_name='ISO 3166-1 alpha-2')),
                    ('iso3', models.CharField(max_length=3, unique=True, verbose_name='ISO 3166-1 alpha-3')),
                    ('m49', models.CharField(blank=True, max_length=3, verbose_name='UN M49')),
                    ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                    ('official_name', models.CharField(max_length=120, verbose_name='official name')),
                    ('asean_order', models.PositiveSmallIntegerField(unique=True, verbose_name='ASEAN order')),
                    ('admitted_on', models.DateField(blank=True, null=True, verbose_name='admitted to ASEAN')),
                    ('is_founder', models.BooleanField(default=False, verbose_name='founding member')),
                    ('cites_party', models.CharField(choices=[('yes', 'Party'), ('no', 'Not a Party'), ('unknown', 'Not known')], default='unknown', max_length=7, verbose_name='CITES')),
                    ('cites_acceded_on', models.DateField(blank=True, null=True, verbose_name='CITES accession')),
                    ('cites_in_force_on', models.DateField(blank=True, null=True, verbose_name='CITES in force')),
                    ('cites_note', models.CharField(blank=True, max_length=300, verbose_name='note on CITES')),
                    ('tile_row', models.PositiveSmallIntegerField(default=1, verbose_name='tile row')),
                    ('tile_column', models.PositiveSmallIntegerField(default=1, verbose_name='tile column')),
                ],
                options={
                    'verbose_name': 'member state',
                    'verbose_name_plural': 'member states',
                    'ordering': ['asean_order'],
                },
            ),
            migrations.CreateModel(
                name='OutgoingMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message_id', models.CharField(max_length=255, unique=True, verbose_name='message')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Could not be sent')], default='waiting', max_length=8, verbose_name='state')),
                    ('sender', models.CharField(blank=True, max_length=320, verbose_name='from')),
                    ('recipients', models.JSONField(blank=True, default=dict, verbose_name='to')),
                    ('subject', models.CharField(blank=True, max_length=998, verbose_name='subject')),
                    ('content', models.JSONField(blank=True, default=dict, editable=False)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('trouble', models.CharField(blank=True, max_length=120, verbose_name='why not')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                    ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='last tried')),
                ],
                options={
                    'verbose_name': 'message',
                    'verbose_name_plural': 'mail',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Priority',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('code', models.CharField(max_length=3, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                    ('definition', models.TextField(verbose_name='definition')),
                    ('position', models.PositiveSmallIntegerField(unique=True, verbose_name='order')),
                    ('basis', models.CharField(blank=True, max_length=300, verbose_name='basis')),
                ],
                options={
                    'verbose_name': 'priority',
                    'verbose_name_plural': 'priorities',
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='CountryEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('iso2', models.CharField(max_length=2, verbose_name='ISO 3166-1 alpha-2')),
                    ('iso3', models.CharField(max_length=3, verbose_name='ISO 3166-1 alpha-3')),
                    ('m49', models.CharField(blank=True, max_length=3, verbose_name='UN M49')),
                    ('name', models.CharField(max_length=60, verbose_name='name')),
                    ('official_name', models.CharField(max_length=120, verbose_name='official name')),
                    ('asean_order', models.PositiveSmallIntegerField(verbose_name='ASEAN order')),
                    ('admitted_on', models.DateField(blank=True, null=True, verbose_name='admitted to ASEAN')),
                    ('is_founder', models.BooleanField(default=False, verbose_name='founding member')),
                    ('cites_party', models.CharField(choices=[('yes', 'Party'), ('no', 'Not a Party'), ('unknown', 'Not known')], default='unknown', max_length=7, verbose_name='CITES')),
                    ('cites_acceded_on', models.DateField(blank=True, null=True, verbose_name='CITES accession')),
                    ('cites_in_force_on', models.DateField(blank=True, null=True, verbose_name='CITES in force')),
                    ('cites_note', models.CharField(blank=True, max_length=300, verbose_name='note on CITES')),
                    ('tile_row', models.PositiveSmallIntegerField(default=1, verbose_name='tile row')),
                    ('tile_column', models.PositiveSmallIntegerField(default=1, verbose_name='tile column')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='core.country')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('code', models.SlugField(help_text='Short name in addresses, such as wcs.', max_length=40, unique=True, verbose_name='code')),
                    ('acronym', models.CharField(blank=True, max_length=40, verbose_name='acronym')),
                    ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                    ('iati_type', models.CharField(blank=True, choices=[('10', 'Government'), ('15', 'Other public sector'), ('21', 'International NGO'), ('22', 'National NGO'), ('23', 'Regional NGO'), ('40', 'Multilateral'), ('60', 'Foundation'), ('70', 'Private sector'), ('80', 'Academic, training and research')], max_length=2, verbose_name='type')),
                    ('iati_identifier', models.CharField(blank=True, max_length=80, verbose_name='IATI identifier')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='core.country', verbose_name='member state')),
                ],
                options={
                    'verbose_name': 'organisation',
                    'verbose_name_plural': 'organisations',
                    'ordering': ['name'],
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['name'], name='core_organisation_name_alike', opclasses=['gin_trgm_ops'])],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('iati_identifier', ''), _negated=True), fields=('iati_identifier',), name='core_organisation_iati_identifier_once')],
                },
            ),
            migrations.CreateModel(
                name='PriorityCrosswalk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('vocabulary', models.CharField(choices=[('world_bank', 'World Bank IWT type'), ('iccwc_toolkit', 'ICCWC Toolkit part'), ('usaid_guide', 'USAID CWT guide category'), ('uk_iwtcf', 'UK IWT Challenge Fund theme'), ('crs_sector', 'IATI/CRS sector')], max_length=20, verbose_name='vocabulary')),
                    ('term', models.CharField(max_length=120, verbose_name='term')),
                    ('priority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='crosswalk', to='core.priority', verbose_name='priority')),
                ],
                options={
                    'verbose_name': 'crosswalk row',
                    'verbose_name_plural': 'crosswalk of priorities',
                    'ordering': ['priority__position', 'vocabulary', 'term'],
                    'constraints': [models.UniqueConstraint(fields=('priority', 'vocabulary', 'term'), name='core_prioritycrosswalk_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='PriorityEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('code', models.CharField(max_length=3, verbose_name='code')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('definition', models.TextField(verbose_name='definition')),
                    ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                    ('basis', models.CharField(blank=True, max_length=300, verbose_name='basis')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='core.priority')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Authority',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('role', models.CharField(choices=[('management_authority', 'CITES Management Authority'), ('enforcement_lead', 'Enforcement lead or national network')], max_length=30, verbose_name='role')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='core.country', verbose_name='member state')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='core.organisation')),
                ],
                options={
                    'verbose_name': 'national authority',
                    'verbose_name_plural': 'national authorities',
                    'ordering': ['country', 'role', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('country', 'role', 'name'), name='core_authority_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='core_authority_dates_in_order')],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('role', models.CharField(choices=[('focal_point', 'Focal point'), ('clearing_officer', 'Clearing officer'), ('country_viewer', 'Country viewer'), ('partner_editor', 'Partner editor'), ('partner_viewer', 'Partner viewer'), ('secretariat', 'Secretariat')], max_length=20, verbose_name='role')),
                    ('body', models.CharField(blank=True, choices=[('environment', 'AWG CITES and Wildlife Enforcement (environment)'), ('police', 'SOMTC Working Group on Illicit Trafficking in Wildlife and Timber (police)')], max_length=20, verbose_name='body')),
                    ('is_alternate', models.BooleanField(default=False, help_text='Stands in for the focal point, with the same rights.', verbose_name='alternate')),
                    ('is_active', models.BooleanField(default=True, help_text='Unset it instead of deleting a person.', verbose_name='active')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                    ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                    ('session_generation', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                    ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='team', to='core.country', verbose_name='member state')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='core.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ['country__asean_order', 'organisation__name', 'role', 'email'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('country__isnull', False), ('organisation__isnull', True), ('role__in', ('focal_point', 'clearing_officer', 'country_viewer'))), models.Q(('country__isnull', True), ('organisation__isnull', False), ('role__in', ('partner_editor', 'partner_viewer'))), models.Q(('country__isnull', True), ('organisation__isnull', True), ('role', 'secretariat')), _connector='OR'), name='core_user_role_has_its_scope', violation_error_message='A country role needs a member state and no organisation, a partner role an organisation and no member state, and the secretariat neither.'), models.CheckConstraint(condition=models.Q(('is_alternate', False), ('role', 'focal_point'), _connector='OR'), name='core_user_alternate_is_focal_point', violation_error_message='Only a focal point can be an alternate.')],
                },
            ),
            migrations.CreateModel(
                name='OrganisationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('code', models.SlugField(db_index=False, help_text='Short name in addresses, such as wcs.', max_length=40, verbose_name='code')),
                    ('acronym', models.CharField(blank=True, max_length=40, verbose_name='acronym')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('iati_type', models.CharField(blank=True, choices=[('10', 'Government'), ('15', 'Other public sector'), ('21', 'International NGO'), ('22', 'National NGO'), ('23', 'Regional NGO'), ('40', 'Multilateral'), ('60', 'Foundation'), ('70', 'Private sector'), ('80', 'Academic, training and research')], max_length=2, verbose_name='type')),
                    ('iati_identifier', models.CharField(blank=True, max_length=80, verbose_name='IATI identifier')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('country', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.country', verbose_name='member state')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='core.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PriorityCrosswalkEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('vocabulary', models.CharField(choices=[('world_bank', 'World Bank IWT type'), ('iccwc_toolkit', 'ICCWC Toolkit part'), ('usaid_guide', 'USAID CWT guide category'), ('uk_iwtcf', 'UK IWT Challenge Fund theme'), ('crs_sector', 'IATI/CRS sector')], max_length=20, verbose_name='vocabulary')),
                    ('term', models.CharField(max_length=120, verbose_name='term')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='core.prioritycrosswalk')),
                    ('priority', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.priority', verbose_name='priority')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                    ('withdrawn_reason', models.CharField(blank=True, db_default='', default='', editable=False, max_length=500, verbose_name='why it was withdrawn')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(max_length=20, verbose_name='kind of record')),
                    ('record', models.BigIntegerField(verbose_name='record')),
                    ('name', models.CharField(max_length=140, verbose_name='name')),
                    ('media_type', models.CharField(max_length=100, verbose_name='type')),
                    ('size', models.PositiveBigIntegerField(verbose_name='size')),
                    ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                    ('stored_as', models.CharField(max_length=80, unique=True, verbose_name='file')),
                    ('offered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='put to the record')),
                    ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                    ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                    ('cleared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cleared by')),
                    ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.country', verbose_name='member state')),
                    ('withdrawn_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                ],
                options={
                    'verbose_name': 'document',
                    'verbose_name_plural': 'documents',
                    'ordering': ['added_at', 'pk'],
                    'indexes': [models.Index(fields=['kind', 'record'], name='core_document_of_record')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('cleared_by__isnull', True), models.Q(('cleared_at__isnull', False), models.Q(('cleared_by', models.F('added_by')), _negated=True)), _connector='OR'), name='core_document_not_cleared_by_own_hand', violation_error_message='Nobody clears an own document.')],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                    ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                    ('expires_at', models.DateTimeField(verbose_name='works until')),
                    ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                ],
                options={
                    'verbose_name': 'invitation',
                    'verbose_name_plural': 'invitations',
                    'ordering': ['-sent_at', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('person',), name='core_invitation_one_unanswered'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='core_invitation_accepted_or_revoked')],
                },
            ),
            migrations.CreateModel(
                name='AuthorityEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('source_title', models.CharField(blank=True, max_length=300, verbose_name='source')),
                    ('source_url', models.CharField(blank=True, max_length=500, verbose_name='source address')),
                    ('source_date', models.DateField(blank=True, null=True, verbose_name='source date')),
                    ('verified', models.BooleanField(default=False, help_text='A person has checked it against the source.', verbose_name='verified')),
                    ('reference_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('role', models.CharField(choices=[('management_authority', 'CITES Management Authority'), ('enforcement_lead', 'Enforcement lead or national network')], max_length=30, verbose_name='role')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='core.authority')),
                    ('country', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.country', verbose_name='member state')),
                    ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SubmitToken',
                fields=[
                    ('token', models.UUIDField(primary_key=True, serialize=False)),
                    ('location', models.CharField(blank=True, max_length=300)),
                    ('used_at', models.DateTimeField(auto_now_add=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'submit token',
                    'verbose_name_plural': 'submit tokens',
                },
            ),
            migrations.CreateModel(
                name='UnsavedText',
                fields=[
                    ('form_draft', models.UUIDField(primary_key=True, serialize=False)),
                    ('form_key', models.CharField(help_text='Which form of which record, such as needs.need:VNM-014.', max_length=160)),
                    ('title', models.CharField(max_length=200, verbose_name='form')),
                    ('address', models.CharField(max_length=500, verbose_name='where to go on')),
                    ('values', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('base', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('writer', models.CharField(blank=True, max_length=40)),
                    ('sequence', models.PositiveIntegerField(default=0)),
                    ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='begun')),
                    ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last kept')),
                    ('set_aside_at', models.DateTimeField(blank=True, null=True, verbose_name='set aside')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                    ('outcome', models.CharField(blank=True, choices=[('saved', 'Saved'), ('continued', 'Continued in a later opening of the form'), ('discarded', 'Thrown away')], max_length=10, verbose_name='outcome')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsaved_texts', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'unsaved text',
                    'verbose_name_plural': 'unsaved texts',
                    'ordering': ['-saved_at'],
                    'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['person', 'form_key'], name='core_unsavedtext_open'), models.Index(fields=['saved_at'], name='core_unsavedtext_saved')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='core_unsavedtext_closed_with_outcome')],
                },
            ),
            migrations.CreateModel(
                name='UserEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('role', models.CharField(choices=[('focal_point', 'Focal point'), ('clearing_officer', 'Clearing officer'), ('country_viewer', 'Country viewer'), ('partner_editor', 'Partner editor'), ('partner_viewer', 'Partner viewer'), ('secretariat', 'Secretariat')], max_length=20, verbose_name='role')),
                    ('body', models.CharField(blank=True, choices=[('environment', 'AWG CITES and Wildlife Enforcement (environment)'), ('police', 'SOMTC Working Group on Illicit Trafficking in Wildlife and Timber (police)')], max_length=20, verbose_name='body')),
                    ('is_alternate', models.BooleanField(default=False, help_text='Stands in for the focal point, with the same rights.', verbose_name='alternate')),
                    ('is_active', models.BooleanField(default=True, help_text='Unset it instead of deleting a person.', verbose_name='active')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                    ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                    ('country', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.country', verbose_name='member state')),
                    ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.organisation', verbose_name='organisation')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=30, verbose_name='what')),
                    ('by_name', models.CharField(blank=True, max_length=120, verbose_name='name at the time')),
                    ('by_role', models.CharField(blank=True, max_length=60, verbose_name='role at the time')),
                    ('about', models.CharField(blank=True, max_length=300, verbose_name='about')),
                    ('detail', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='detail')),
                    ('request_id', models.CharField(blank=True, max_length=64, verbose_name='request')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                    ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ],
                options={
                    'verbose_name': 'log entry',
                    'verbose_name_plural': 'log',
                    'ordering': ['-at', '-pk'],
                    'indexes': [models.Index(fields=['-at', '-id'], name='core_auditentry_newest'), models.Index(fields=['by', '-at'], name='core_auditentry_person'), models.Index(fields=['kind', '-at'], name='core_auditentry_kind')],
                },
            ),
            migrations.CreateModel(
                name='DocumentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                    ('withdrawn_reason', models.CharField(blank=True, db_default='', default='', editable=False, max_length=500, verbose_name='why it was withdrawn')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('kind', models.CharField(max_length=20, verbose_name='kind of record')),
                    ('record', models.BigIntegerField(verbose_name='record')),
                    ('name', models.CharField(max_length=140, verbose_name='name')),
                    ('media_type', models.CharField(max_length=100, verbose_name='type')),
                    ('size', models.PositiveBigIntegerField(verbose_name='size')),
                    ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                    ('stored_as', models.CharField(max_length=80, verbose_name='file')),
                    ('offered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='put to the record')),
                    ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                    ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                    ('added_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                    ('cleared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cleared by')),
                    ('country', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.country', verbose_name='member state')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='core.document')),
                    ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
    ]

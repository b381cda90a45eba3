"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": ["CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry cannot be changed'); END",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry cannot be changed'); END",
        "CREATE TRIGGER template_version_no_update BEFORE UPDATE ON template_version WHEN NEW.template_id IS NOT OLD.template_id OR NEW.number IS NOT OLD.number OR NEW.subject IS NOT OLD.subject OR NEW.body IS NOT OLD.body OR NEW.body_hash IS NOT OLD.body_hash OR NEW.content_sid IS NOT OLD.content_sid OR NEW.content_variables IS NOT OLD.content_variables OR NEW.author_id IS NOT OLD.author_id BEGIN SELECT RAISE(ABORT, 'template_version cannot be changed'); END",
        "CREATE TRIGGER template_version_no_delete BEFORE DELETE ON template_version BEGIN SELECT RAISE(ABORT, 'template_version cannot be changed'); END"],
    "postgresql": ["CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_entry cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END $$", 'CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()', 'CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()', 'CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_entry_refuse()', "CREATE FUNCTION template_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'template_version cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END $$", 'CREATE TRIGGER template_version_no_update BEFORE UPDATE ON template_version FOR EACH ROW WHEN (NEW.template_id::text IS DISTINCT FROM OLD.template_id::text OR NEW.number::text IS DISTINCT FROM OLD.number::text OR NEW.subject::text IS DISTINCT FROM OLD.subject::text OR NEW.body::text IS DISTINCT FROM OLD.body::text OR NEW.body_hash::text IS DISTINCT FROM OLD.body_hash::text OR NEW.content_sid::text IS DISTINCT FROM OLD.content_sid::text OR NEW.content_variables::text IS DISTINCT FROM OLD.content_variables::text OR NEW.author_id::text IS DISTINCT FROM OLD.author_id::text) EXECUTE FUNCTION template_version_refuse()', 'CREATE TRIGGER template_version_no_delete BEFORE DELETE ON template_version FOR EACH ROW EXECUTE FUNCTION template_version_refuse()', 'CREATE TRIGGER template_version_no_truncate BEFORE TRUNCATE ON template_version EXECUTE FUNCTION template_version_refuse()'],
}


def upgrade() -> None:
    op.create_table('channel_state',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_code', sa.String(), nullable=True),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_channel_state'))
    )
    op.create_table('job_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('job', sa.String(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('succeeded', sa.Boolean(), nullable=True),
    sa.Column('outcome', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.Column('owner', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_run'))
    )
    op.create_index('ix_job_run_job_started', 'job_run', ['job', 'started_at'], unique=False)
    op.create_table('lease',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )
    op.create_table('login_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('account_hash', sa.String(), nullable=False),
    sa.Column('succeeded', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt'))
    )
    op.create_index(op.f('ix_login_attempt_account_hash'), 'login_attempt', ['account_hash'], unique=False)
    op.create_index(op.f('ix_login_attempt_address'), 'login_attempt', ['address'], unique=False)
    op.create_index(op.f('ix_login_attempt_at'), 'login_attempt', ['at'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_login_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('password_changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('portfolio',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('remembered', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portfolio')),
    sa.UniqueConstraint('name', name=op.f('uq_portfolio_name'))
    )
    op.create_table('secret',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_secret'))
    )
    op.create_table('setting',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_setting'))
    )
    op.create_table('summary',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('body', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary'))
    )
    op.create_index(op.f('ix_summary_name'), 'summary', ['name'], unique=False)
    op.create_table('template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template'))
    )
    op.create_table('watermark',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('value', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_watermark'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('noun', sa.String(), nullable=True),
    sa.Column('noun_id', sa.String(), nullable=True),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('chained', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_audit_entry_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('chained', name=op.f('uq_audit_entry_chained'))
    )
    op.create_index(op.f('ix_audit_entry_action'), 'audit_entry', ['action'], unique=False)
    op.create_index(op.f('ix_audit_entry_at'), 'audit_entry', ['at'], unique=False)
    op.create_index('ix_audit_entry_noun_noun_id', 'audit_entry', ['noun', 'noun_id'], unique=False)
    op.create_table('company',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('tone', sa.String(), nullable=False),
    sa.Column('legal_name', sa.String(), nullable=True),
    sa.Column('tax_id', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('payment_instructions', sa.Text(), nullable=True),
    sa.Column('payment_link', sa.String(), nullable=True),
    sa.Column('privacy_link', sa.String(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('sending_paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sending_paused_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('restored_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['sending_paused_by'], ['person.id'], name=op.f('fk_company_sending_paused_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company'))
    )
    op.create_table('export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_export_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_export_token_hash'))
    )
    op.create_table('import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('portfolio_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('file_hash', sa.String(), nullable=False),
    sa.Column('stored_as', sa.String(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('understood', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('report', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('progress', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.Column('as_of', sa.Date(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_import_portfolio_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_import_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import'))
    )
    op.create_index(op.f('ix_import_file_hash'), 'import', ['file_hash'], unique=False)
    op.create_index(op.f('ix_import_portfolio_id'), 'import', ['portfolio_id'], unique=False)
    op.create_table('segment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=True),
    sa.Column('rule', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('is_ready_made', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_segment_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment')),
    sa.UniqueConstraint('slug', name=op.f('uq_segment_slug'))
    )
    op.create_table('session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('agent', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_session_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_session_token_hash'))
    )
    op.create_index(op.f('ix_session_user_id'), 'session', ['user_id'], unique=False)
    op.create_table('template_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_hash', sa.String(), nullable=False),
    sa.Column('content_sid', sa.String(), nullable=True),
    sa.Column('content_variables', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('fold_accents', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_approved', sa.Boolean(), nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=True),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('parked_reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_template_version_author_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_template_version_decided_by')),
    sa.ForeignKeyConstraint(['submitted_by'], ['person.id'], name=op.f('fk_template_version_submitted_by')),
    sa.ForeignKeyConstraint(['template_id'], ['template.id'], name=op.f('fk_template_version_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_version'))
    )
    op.create_index('uq_template_version_template_number', 'template_version', ['template_id', 'number'], unique=True)
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('segment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('start_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('holdout_percent', sa.Integer(), nullable=False),
    sa.Column('daily_limit', sa.Integer(), nullable=True),
    sa.Column('spend_limit_micros', sa.BigInteger(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('launched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('launched_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('launch_token', sa.String(), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['launched_by'], ['person.id'], name=op.f('fk_campaign_launched_by')),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], name=op.f('fk_campaign_segment_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_campaign_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('launch_token', name=op.f('uq_campaign_launch_token'))
    )
    op.create_table('customer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_key', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('tax_id', sa.String(), nullable=True),
    sa.Column('tax_id_key', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('region', sa.String(), nullable=True),
    sa.Column('city', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('timezone', sa.String(), nullable=True),
    sa.Column('preferred_channel', sa.String(), nullable=True),
    sa.Column('agent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('vulnerable_since', sa.Date(), nullable=True),
    sa.Column('vulnerable_reason', sa.String(), nullable=True),
    sa.Column('stop_reason', sa.String(), nullable=True),
    sa.Column('quiet_until', sa.Date(), nullable=True),
    sa.Column('asked_hours', sa.String(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('extra', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('restricted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unprofiled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['person.id'], name=op.f('fk_customer_agent_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_customer_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer'))
    )
    op.create_index(op.f('ix_customer_agent_id'), 'customer', ['agent_id'], unique=False)
    op.create_index(op.f('ix_customer_code'), 'customer', ['code'], unique=False)
    op.create_index('ix_customer_erased_at', 'customer', ['erased_at'], unique=False, sqlite_where=sa.text('erased_at IS NOT NULL'), postgresql_where=sa.text('erased_at IS NOT NULL'))
    op.create_index(op.f('ix_customer_import_id'), 'customer', ['import_id'], unique=False)
    op.create_index(op.f('ix_customer_name_key'), 'customer', ['name_key'], unique=False)
    op.create_index('ix_customer_quiet_until_stop_reason', 'customer', ['quiet_until', 'stop_reason'], unique=False, sqlite_where=sa.text('quiet_until IS NOT NULL OR stop_reason IS NOT NULL'), postgresql_where=sa.text('quiet_until IS NOT NULL OR stop_reason IS NOT NULL'))
    op.create_index('ix_customer_rested_at', 'customer', ['rested_at'], unique=False, sqlite_where=sa.text('rested_at IS NOT NULL'), postgresql_where=sa.text('rested_at IS NOT NULL'))
    op.create_index('ix_customer_restricted_at_unprofiled_at', 'customer', ['restricted_at', 'unprofiled_at'], unique=False, sqlite_where=sa.text('restricted_at IS NOT NULL OR unprofiled_at IS NOT NULL'), postgresql_where=sa.text('restricted_at IS NOT NULL OR unprofiled_at IS NOT NULL'))
    op.create_index(op.f('ix_customer_tax_id_key'), 'customer', ['tax_id_key'], unique=False)
    op.create_table('import_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('noun', sa.String(), nullable=False),
    sa.Column('noun_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_import_change_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_change'))
    )
    op.create_index(op.f('ix_import_change_import_id'), 'import_change', ['import_id'], unique=False)
    op.create_table('import_reject',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('message', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('cells', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_import_reject_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_reject'))
    )
    op.create_index(op.f('ix_import_reject_import_id'), 'import_reject', ['import_id'], unique=False)
    op.create_table('appointment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_appointment_customer_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_appointment_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    op.create_index(op.f('ix_appointment_at'), 'appointment', ['at'], unique=False)
    op.create_index(op.f('ix_appointment_customer_id'), 'appointment', ['customer_id'], unique=False)
    op.create_index(op.f('ix_appointment_user_id'), 'appointment', ['user_id'], unique=False)
    op.create_table('audit_detail',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('salt', sa.String(), nullable=False),
    sa.Column('body', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_audit_detail_customer_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['audit_entry.id'], name=op.f('fk_audit_detail_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_audit_detail'))
    )
    op.create_index(op.f('ix_audit_detail_customer_id'), 'audit_detail', ['customer_id'], unique=False)
    op.create_table('authorisation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('proof', sa.Text(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_authorisation_customer_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_authorisation_import_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_authorisation_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authorisation'))
    )
    op.create_index(op.f('ix_authorisation_customer_id'), 'authorisation', ['customer_id'], unique=False)
    op.create_index(op.f('ix_authorisation_import_id'), 'authorisation', ['import_id'], unique=False)
    op.create_table('balance',
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('open_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('overdue_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('current_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('late_1_30_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('late_31_60_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('late_61_90_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('late_91_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('credit_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('invoices_open', sa.Integer(), nullable=False),
    sa.Column('invoices_overdue', sa.Integer(), nullable=False),
    sa.Column('paid_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_balance_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', 'currency', name=op.f('pk_balance'))
    )
    op.create_index('ix_balance_currency_overdue', 'balance', ['currency', 'overdue_cents'], unique=False)
    op.create_table('campaign_member',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('is_holdout', sa.Boolean(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_member_campaign_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_campaign_member_customer_id')),
    sa.PrimaryKeyConstraint('campaign_id', 'customer_id', name=op.f('pk_campaign_member'))
    )
    op.create_index(op.f('ix_campaign_member_customer_id'), 'campaign_member', ['customer_id'], unique=False)
    op.create_table('circumstance',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ended_note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_circumstance_customer_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_circumstance_ended_by')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_circumstance_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circumstance'))
    )
    op.create_index(op.f('ix_circumstance_customer_id'), 'circumstance', ['customer_id'], unique=False)
    op.create_index(op.f('ix_circumstance_ended_at'), 'circumstance', ['ended_at'], unique=False)
    op.create_table('contact_point',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=5), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('line', sa.String(), nullable=True),
    sa.Column('is_primary', sa.Boolean(), nullable=False),
    sa.Column('invalid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invalid_reason', sa.String(), nullable=True),
    sa.Column('sms_off', sa.String(), nullable=True),
    sa.Column('whatsapp_off', sa.String(), nullable=True),
    sa.Column('voice_off', sa.String(), nullable=True),
    sa.Column('email_off', sa.String(), nullable=True),
    sa.Column('last_inbound_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contact_point_customer_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_contact_point_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_point'))
    )
    op.create_index(op.f('ix_contact_point_import_id'), 'contact_point', ['import_id'], unique=False)
    op.create_index(op.f('ix_contact_point_value'), 'contact_point', ['value'], unique=False)
    op.create_index('uq_contact_point_customer_kind_value', 'contact_point', ['customer_id', 'kind', 'value'], unique=True)
    op.create_table('invoice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('portfolio_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('paid_cents', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate_micros', sa.BigInteger(), nullable=True),
    sa.Column('concept', sa.String(), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('gone_import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('gone_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_invoice_customer_id')),
    sa.ForeignKeyConstraint(['gone_import_id'], ['import.id'], name=op.f('fk_invoice_gone_import_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_invoice_import_id')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_invoice_portfolio_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice'))
    )
    op.create_index('ix_invoice_customer_due', 'invoice', ['customer_id', 'due_on'], unique=False)
    op.create_index(op.f('ix_invoice_import_id'), 'invoice', ['import_id'], unique=False)
    op.create_index('uq_invoice_portfolio_number', 'invoice', ['portfolio_id', 'number'], unique=True)
    op.create_table('opt_out',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('provider_id', sa.String(), nullable=True),
    sa.Column('address_hash', sa.String(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_how', sa.String(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_opt_out_customer_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_opt_out_import_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_opt_out_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opt_out'))
    )
    op.create_index(op.f('ix_opt_out_address_hash'), 'opt_out', ['address_hash'], unique=False)
    op.create_index(op.f('ix_opt_out_customer_id'), 'opt_out', ['customer_id'], unique=False)
    op.create_index(op.f('ix_opt_out_import_id'), 'opt_out', ['import_id'], unique=False)
    op.create_table('payment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('portfolio_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('rate_micros', sa.BigInteger(), nullable=True),
    sa.Column('reference', sa.String(), nullable=True),
    sa.Column('method', sa.String(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('is_opening', sa.Boolean(), nullable=False),
    sa.Column('dedupe_key', sa.String(), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_payment_customer_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_payment_import_id')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_payment_portfolio_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_payment_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_payment_dedupe_key'))
    )
    op.create_index('ix_payment_customer_paid', 'payment', ['customer_id', 'paid_on'], unique=False)
    op.create_index(op.f('ix_payment_import_id'), 'payment', ['import_id'], unique=False)
    op.create_table('plan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('total_cents', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_plan_customer_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_plan_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan'))
    )
    op.create_index(op.f('ix_plan_customer_id'), 'plan', ['customer_id'], unique=False)
    op.create_table('privacy_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('deadline', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('arrived', sa.String(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('identity', sa.String(), nullable=True),
    sa.Column('identity_note', sa.Text(), nullable=True),
    sa.Column('identified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('identified_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], name=op.f('fk_privacy_request_closed_by')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_privacy_request_customer_id')),
    sa.ForeignKeyConstraint(['identified_by'], ['person.id'], name=op.f('fk_privacy_request_identified_by')),
    sa.ForeignKeyConstraint(['opened_by'], ['person.id'], name=op.f('fk_privacy_request_opened_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_request'))
    )
    op.create_index(op.f('ix_privacy_request_closed_at'), 'privacy_request', ['closed_at'], unique=False)
    op.create_index(op.f('ix_privacy_request_customer_id'), 'privacy_request', ['customer_id'], unique=False)
    op.create_index(op.f('ix_privacy_request_due_on'), 'privacy_request', ['due_on'], unique=False)
    op.create_table('profile',
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('behaviour', sa.String(), nullable=False),
    sa.Column('bucket', sa.String(), nullable=False),
    sa.Column('oldest_due_on', sa.Date(), nullable=True),
    sa.Column('next_due_on', sa.Date(), nullable=True),
    sa.Column('invoices', sa.Integer(), nullable=False),
    sa.Column('invoices_paid', sa.Integer(), nullable=False),
    sa.Column('paid_late', sa.Integer(), nullable=False),
    sa.Column('rating', sa.String(), nullable=True),
    sa.Column('reach', sa.String(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('has_promise', sa.Boolean(), nullable=False),
    sa.Column('has_broken_promise', sa.Boolean(), nullable=False),
    sa.Column('has_dispute', sa.Boolean(), nullable=False),
    sa.Column('last_payment_on', sa.Date(), nullable=True),
    sa.Column('last_contact_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mark', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_profile_customer_id')),
    sa.PrimaryKeyConstraint('customer_id', name=op.f('pk_profile'))
    )
    op.create_index(op.f('ix_profile_bucket'), 'profile', ['bucket'], unique=False)
    op.create_index(op.f('ix_profile_score'), 'profile', ['score'], unique=False)
    op.create_table('step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('anchor', sa.String(), nullable=False),
    sa.Column('offset_days', sa.Integer(), nullable=False),
    sa.Column('send_at', sa.String(), nullable=False),
    sa.Column('valid_days', sa.Integer(), nullable=False),
    sa.Column('channels', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('has_fallback', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_step_campaign_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step'))
    )
    op.create_index('uq_step_campaign_position', 'step', ['campaign_id', 'position'], unique=True)
    op.create_table('allocation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invoice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_allocation_customer_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_allocation_invoice_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_allocation_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation'))
    )
    op.create_index('ix_allocation_invoice_paid', 'allocation', ['invoice_id', 'paid_on'], unique=False)
    op.create_index(op.f('ix_allocation_paid_on'), 'allocation', ['paid_on'], unique=False)
    op.create_index(op.f('ix_allocation_payment_id'), 'allocation', ['payment_id'], unique=False)
    op.create_table('dispute',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invoice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_dispute_customer_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import.id'], name=op.f('fk_dispute_import_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_dispute_invoice_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_dispute_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute'))
    )
    op.create_index(op.f('ix_dispute_customer_id'), 'dispute', ['customer_id'], unique=False)
    op.create_index(op.f('ix_dispute_import_id'), 'dispute', ['import_id'], unique=False)
    op.create_index(op.f('ix_dispute_invoice_id'), 'dispute', ['invoice_id'], unique=False)
    op.create_table('erasure',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('removed', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('replayed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_erasure_customer_id')),
    sa.ForeignKeyConstraint(['request_id'], ['privacy_request.id'], name=op.f('fk_erasure_request_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_erasure_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure')),
    sa.UniqueConstraint('ref', name=op.f('uq_erasure_ref'))
    )
    op.create_index(op.f('ix_erasure_customer_id'), 'erasure', ['customer_id'], unique=False)
    op.create_table('message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('dedupe_key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('step_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('contact_point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('template_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('about_id', sa.BigInteger(), nullable=True),
    sa.Column('planned_channel', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('to_value', sa.String(), nullable=True),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('text_hash', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('owner', sa.String(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('doubt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('looks', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('provider', sa.String(), nullable=True),
    sa.Column('provider_id', sa.String(), nullable=True),
    sa.Column('provider_state', sa.String(), nullable=True),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.Column('segments', sa.Integer(), nullable=True),
    sa.Column('estimate_micros', sa.BigInteger(), nullable=True),
    sa.Column('price_micros', sa.BigInteger(), nullable=True),
    sa.Column('price_currency', sa.String(length=3), nullable=True),
    sa.Column('is_simulated', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_message_campaign_id')),
    sa.ForeignKeyConstraint(['contact_point_id'], ['contact_point.id'], name=op.f('fk_message_contact_point_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_message_customer_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['message.id'], name=op.f('fk_message_parent_id')),
    sa.ForeignKeyConstraint(['step_id'], ['step.id'], name=op.f('fk_message_step_id')),
    sa.ForeignKeyConstraint(['template_version_id'], ['template_version.id'], name=op.f('fk_message_template_version_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_message_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_message_dedupe_key')),
    sa.UniqueConstraint('ref', name=op.f('uq_message_ref'))
    )
    op.create_index('ix_message_campaign_state', 'message', ['campaign_id', 'state'], unique=False)
    op.create_index(op.f('ix_message_contact_point_id'), 'message', ['contact_point_id'], unique=False)
    op.create_index('ix_message_customer_planned', 'message', ['customer_id', 'planned_at'], unique=False)
    op.create_index('ix_message_parent_id', 'message', ['parent_id'], unique=False, sqlite_where=sa.text('parent_id IS NOT NULL'), postgresql_where=sa.text('parent_id IS NOT NULL'))
    op.create_index('ix_message_sent_at', 'message', ['sent_at'], unique=False, sqlite_where=sa.text('sent_at IS NOT NULL'), postgresql_where=sa.text('sent_at IS NOT NULL'))
    op.create_index('ix_message_state_not_before', 'message', ['state', 'not_before'], unique=False)
    op.create_index('uq_message_provider_id', 'message', ['provider_id'], unique=True, sqlite_where=sa.text('provider_id IS NOT NULL'), postgresql_where=sa.text('provider_id IS NOT NULL'))
    op.create_table('step_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['step_id'], ['step.id'], name=op.f('fk_step_template_step_id')),
    sa.ForeignKeyConstraint(['template_id'], ['template.id'], name=op.f('fk_step_template_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_template'))
    )
    op.create_index('uq_step_template_step_channel_language', 'step_template', ['step_id', 'channel', 'language'], unique=True)
    op.create_table('activity',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('contact_point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('token', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['contact_point_id'], ['contact_point.id'], name=op.f('fk_activity_contact_point_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_activity_customer_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_activity_message_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_activity_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('token', name=op.f('uq_activity_token'))
    )
    op.create_index(op.f('ix_activity_at'), 'activity', ['at'], unique=False)
    op.create_index(op.f('ix_activity_contact_point_id'), 'activity', ['contact_point_id'], unique=False)
    op.create_index(op.f('ix_activity_customer_id'), 'activity', ['customer_id'], unique=False)
    op.create_index(op.f('ix_activity_next_on'), 'activity', ['next_on'], unique=False)
    op.create_index(op.f('ix_activity_user_id'), 'activity', ['user_id'], unique=False)
    op.create_table('message_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_event_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_event'))
    )
    op.create_index(op.f('ix_message_event_message_id'), 'message_event', ['message_id'], unique=False)
    op.create_table('message_invoice',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('invoice_id', sa.Integer(), nullable=False),
    sa.Column('open_cents', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_message_invoice_invoice_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_invoice_message_id')),
    sa.PrimaryKeyConstraint('message_id', 'invoice_id', name=op.f('pk_message_invoice'))
    )
    op.create_index(op.f('ix_message_invoice_invoice_id'), 'message_invoice', ['invoice_id'], unique=False)
    op.create_table('reply',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('from_value', sa.String(), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('meaning', sa.String(), nullable=True),
    sa.Column('understood', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('is_simulated', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_reply_customer_id')),
    sa.ForeignKeyConstraint(['handled_by'], ['person.id'], name=op.f('fk_reply_handled_by')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_reply_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_reply_provider_id'))
    )
    op.create_index(op.f('ix_reply_customer_id'), 'reply', ['customer_id'], unique=False)
    op.create_index(op.f('ix_reply_from_value'), 'reply', ['from_value'], unique=False)
    op.create_index(op.f('ix_reply_received_at'), 'reply', ['received_at'], unique=False)
    op.create_table('verdict',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moment', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('moved_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('explanation', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('pack', sa.String(), nullable=False),
    sa.Column('pack_version', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_verdict_campaign_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_verdict_customer_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_verdict_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verdict'))
    )
    op.create_index(op.f('ix_verdict_at'), 'verdict', ['at'], unique=False)
    op.create_index(op.f('ix_verdict_campaign_id'), 'verdict', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_verdict_customer_id'), 'verdict', ['customer_id'], unique=False)
    op.create_index(op.f('ix_verdict_message_id'), 'verdict', ['message_id'], unique=False)
    op.create_table('promise',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=False),
    sa.Column('grace_days', sa.Integer(), nullable=False),
    sa.Column('overdue_then_cents', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reply_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('installment', sa.Integer(), nullable=True),
    sa.Column('token', sa.String(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_promise_activity_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_promise_customer_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_promise_plan_id')),
    sa.ForeignKeyConstraint(['reply_id'], ['reply.id'], name=op.f('fk_promise_reply_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_promise_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise')),
    sa.UniqueConstraint('token', name=op.f('uq_promise_token'))
    )
    op.create_index(op.f('ix_promise_customer_id'), 'promise', ['customer_id'], unique=False)
    op.create_index(op.f('ix_promise_plan_id'), 'promise', ['plan_id'], unique=False)
    op.create_index(op.f('ix_promise_promised_on'), 'promise', ['promised_on'], unique=False)
    op.create_index(op.f('ix_promise_user_id'), 'promise', ['user_id'], unique=False)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))

CREATE TABLE activity (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	outcome VARCHAR, 
	reason VARCHAR, 
	note TEXT, 
	contact_point_id INTEGER, 
	at DATETIME NOT NULL, 
	next_on DATE, 
	user_id INTEGER NOT NULL, 
	message_id INTEGER, 
	token VARCHAR, 
	CONSTRAINT pk_activity PRIMARY KEY (id), 
	CONSTRAINT fk_activity_contact_point_id FOREIGN KEY(contact_point_id) REFERENCES contact_point (id), 
	CONSTRAINT fk_activity_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_activity_message_id FOREIGN KEY(message_id) REFERENCES message (id), 
	CONSTRAINT fk_activity_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_activity_token UNIQUE (token)
);
CREATE TABLE allocation (
	id INTEGER NOT NULL, 
	payment_id INTEGER NOT NULL, 
	invoice_id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	paid_on DATE NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	CONSTRAINT pk_allocation PRIMARY KEY (id), 
	CONSTRAINT fk_allocation_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_allocation_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id), 
	CONSTRAINT fk_allocation_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id)
);
CREATE TABLE appointment (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	minutes INTEGER NOT NULL, 
	place VARCHAR, 
	note TEXT, 
	user_id INTEGER, 
	made_at DATETIME NOT NULL, 
	done_at DATETIME, 
	outcome VARCHAR, 
	cancelled_at DATETIME, 
	CONSTRAINT pk_appointment PRIMARY KEY (id), 
	CONSTRAINT fk_appointment_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_appointment_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE audit_detail (
	entry_id INTEGER NOT NULL, 
	customer_id INTEGER, 
	salt VARCHAR NOT NULL, 
	body JSON, 
	CONSTRAINT pk_audit_detail PRIMARY KEY (entry_id), 
	CONSTRAINT fk_audit_detail_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_audit_detail_entry_id FOREIGN KEY(entry_id) REFERENCES audit_entry (id)
);
CREATE TABLE audit_entry (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	user_id INTEGER, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	noun VARCHAR, 
	noun_id VARCHAR, 
	"before" JSON, 
	"after" JSON, 
	address VARCHAR, 
	previous VARCHAR NOT NULL, 
	chained VARCHAR NOT NULL, 
	CONSTRAINT pk_audit_entry PRIMARY KEY (id), 
	CONSTRAINT fk_audit_entry_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_audit_entry_chained UNIQUE (chained)
);
CREATE TABLE authorisation (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	given_at DATETIME NOT NULL, 
	how VARCHAR NOT NULL, 
	proof TEXT, 
	withdrawn_at DATETIME, 
	user_id INTEGER, 
	import_id INTEGER, 
	CONSTRAINT pk_authorisation PRIMARY KEY (id), 
	CONSTRAINT fk_authorisation_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_authorisation_import_id FOREIGN KEY(import_id) REFERENCES import (id), 
	CONSTRAINT fk_authorisation_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE balance (
	customer_id INTEGER NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	open_cents BIGINT DEFAULT 0 NOT NULL, 
	overdue_cents BIGINT DEFAULT 0 NOT NULL, 
	current_cents BIGINT DEFAULT 0 NOT NULL, 
	late_1_30_cents BIGINT DEFAULT 0 NOT NULL, 
	late_31_60_cents BIGINT DEFAULT 0 NOT NULL, 
	late_61_90_cents BIGINT DEFAULT 0 NOT NULL, 
	late_91_cents BIGINT DEFAULT 0 NOT NULL, 
	credit_cents BIGINT DEFAULT 0 NOT NULL, 
	invoices_open INTEGER NOT NULL, 
	invoices_overdue INTEGER NOT NULL, 
	paid_cents BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_balance PRIMARY KEY (customer_id, currency), 
	CONSTRAINT fk_balance_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE TABLE campaign (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	segment_id INTEGER NOT NULL, 
	rule JSON, 
	currency VARCHAR(3), 
	start_at DATETIME, 
	ends_at DATETIME, 
	holdout_percent INTEGER NOT NULL, 
	daily_limit INTEGER, 
	spend_limit_micros BIGINT, 
	user_id INTEGER, 
	created_at DATETIME NOT NULL, 
	launched_at DATETIME, 
	launched_by INTEGER, 
	launch_token VARCHAR, 
	paused_at DATETIME, 
	stopped_at DATETIME, 
	finished_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign PRIMARY KEY (id), 
	CONSTRAINT fk_campaign_launched_by FOREIGN KEY(launched_by) REFERENCES person (id), 
	CONSTRAINT fk_campaign_segment_id FOREIGN KEY(segment_id) REFERENCES segment (id), 
	CONSTRAINT fk_campaign_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_campaign_launch_token UNIQUE (launch_token)
);
CREATE TABLE campaign_member (
	campaign_id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	is_holdout BOOLEAN NOT NULL, 
	joined_at DATETIME NOT NULL, 
	held_at DATETIME, 
	held_reason VARCHAR, 
	CONSTRAINT pk_campaign_member PRIMARY KEY (campaign_id, customer_id), 
	CONSTRAINT fk_campaign_member_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_campaign_member_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE TABLE channel_state (
	channel VARCHAR NOT NULL, 
	stopped_at DATETIME, 
	stopped_code VARCHAR, 
	paused_until DATETIME, 
	reason TEXT, 
	failures INTEGER NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_channel_state PRIMARY KEY (channel)
);
CREATE TABLE circumstance (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	until DATE, 
	note TEXT, 
	noted_at DATETIME NOT NULL, 
	user_id INTEGER, 
	ended_at DATETIME, 
	ended_by INTEGER, 
	ended_note TEXT, 
	CONSTRAINT pk_circumstance PRIMARY KEY (id), 
	CONSTRAINT fk_circumstance_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_circumstance_ended_by FOREIGN KEY(ended_by) REFERENCES person (id), 
	CONSTRAINT fk_circumstance_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE company (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	country VARCHAR(2) NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	timezone VARCHAR NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	tone VARCHAR NOT NULL, 
	legal_name VARCHAR, 
	tax_id VARCHAR, 
	address VARCHAR, 
	phone VARCHAR, 
	email VARCHAR, 
	payment_instructions TEXT, 
	payment_link VARCHAR, 
	privacy_link VARCHAR, 
	is_demo BOOLEAN NOT NULL, 
	sending_paused_at DATETIME, 
	sending_paused_by INTEGER, 
	restored_at DATETIME, 
	created_at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_company PRIMARY KEY (id), 
	CONSTRAINT fk_company_sending_paused_by FOREIGN KEY(sending_paused_by) REFERENCES person (id)
);
CREATE TABLE contact_point (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	kind VARCHAR(5) NOT NULL, 
	value VARCHAR NOT NULL, 
	line VARCHAR, 
	is_primary BOOLEAN NOT NULL, 
	invalid_at DATETIME, 
	invalid_reason VARCHAR, 
	sms_off VARCHAR, 
	whatsapp_off VARCHAR, 
	voice_off VARCHAR, 
	email_off VARCHAR, 
	last_inbound_at DATETIME, 
	import_id INTEGER, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_contact_point PRIMARY KEY (id), 
	CONSTRAINT fk_contact_point_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_contact_point_import_id FOREIGN KEY(import_id) REFERENCES import (id)
);
CREATE TABLE customer (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	code VARCHAR, 
	tax_id VARCHAR, 
	tax_id_key VARCHAR, 
	kind VARCHAR, 
	language VARCHAR(2), 
	country VARCHAR(2), 
	region VARCHAR, 
	city VARCHAR, 
	address VARCHAR, 
	timezone VARCHAR, 
	preferred_channel VARCHAR, 
	agent_id INTEGER, 
	vulnerable_since DATE, 
	vulnerable_reason VARCHAR, 
	stop_reason VARCHAR, 
	quiet_until DATE, 
	asked_hours VARCHAR, 
	notes TEXT, 
	extra JSON, 
	import_id INTEGER, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	restricted_at DATETIME, 
	unprofiled_at DATETIME, 
	rested_at DATETIME, 
	erased_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_customer PRIMARY KEY (id), 
	CONSTRAINT fk_customer_agent_id FOREIGN KEY(agent_id) REFERENCES person (id), 
	CONSTRAINT fk_customer_import_id FOREIGN KEY(import_id) REFERENCES import (id)
);
CREATE TABLE dispute (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	invoice_id INTEGER, 
	opened_at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	note TEXT, 
	closed_at DATETIME, 
	outcome VARCHAR, 
	user_id INTEGER, 
	import_id INTEGER, 
	CONSTRAINT pk_dispute PRIMARY KEY (id), 
	CONSTRAINT fk_dispute_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_dispute_import_id FOREIGN KEY(import_id) REFERENCES import (id), 
	CONSTRAINT fk_dispute_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id), 
	CONSTRAINT fk_dispute_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE erasure (
	id INTEGER NOT NULL, 
	ref VARCHAR NOT NULL, 
	customer_id INTEGER, 
	request_id INTEGER, 
	why VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	user_id INTEGER, 
	removed JSON, 
	replayed_at DATETIME, 
	CONSTRAINT pk_erasure PRIMARY KEY (id), 
	CONSTRAINT fk_erasure_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_erasure_request_id FOREIGN KEY(request_id) REFERENCES privacy_request (id), 
	CONSTRAINT fk_erasure_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_erasure_ref UNIQUE (ref)
);
CREATE TABLE export (
	id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	path VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	fetched_at DATETIME, 
	CONSTRAINT pk_export PRIMARY KEY (id), 
	CONSTRAINT fk_export_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_export_token_hash UNIQUE (token_hash)
);
CREATE TABLE import (
	id INTEGER NOT NULL, 
	portfolio_id INTEGER, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	file_hash VARCHAR NOT NULL, 
	stored_as VARCHAR, 
	size INTEGER NOT NULL, 
	understood JSON, 
	report JSON, 
	progress JSON, 
	problem TEXT, 
	as_of DATE, 
	user_id INTEGER, 
	created_at DATETIME NOT NULL, 
	confirmed_at DATETIME, 
	undone_at DATETIME, 
	CONSTRAINT pk_import PRIMARY KEY (id), 
	CONSTRAINT fk_import_portfolio_id FOREIGN KEY(portfolio_id) REFERENCES portfolio (id), 
	CONSTRAINT fk_import_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE import_change (
	id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	noun VARCHAR NOT NULL, 
	noun_id INTEGER NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	CONSTRAINT pk_import_change PRIMARY KEY (id), 
	CONSTRAINT fk_import_change_import_id FOREIGN KEY(import_id) REFERENCES import (id)
);
CREATE TABLE import_reject (
	id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	"row" INTEGER NOT NULL, 
	"column" VARCHAR, 
	reason VARCHAR NOT NULL, 
	message JSON, 
	cells JSON, 
	CONSTRAINT pk_import_reject PRIMARY KEY (id), 
	CONSTRAINT fk_import_reject_import_id FOREIGN KEY(import_id) REFERENCES import (id)
);
CREATE TABLE invoice (
	id INTEGER NOT NULL, 
	portfolio_id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	issued_on DATE, 
	due_on DATE NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	paid_cents BIGINT DEFAULT 0 NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	rate_micros BIGINT, 
	concept VARCHAR, 
	import_id INTEGER, 
	gone_import_id INTEGER, 
	gone_on DATE, 
	CONSTRAINT pk_invoice PRIMARY KEY (id), 
	CONSTRAINT fk_invoice_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_invoice_gone_import_id FOREIGN KEY(gone_import_id) REFERENCES import (id), 
	CONSTRAINT fk_invoice_import_id FOREIGN KEY(import_id) REFERENCES import (id), 
	CONSTRAINT fk_invoice_portfolio_id FOREIGN KEY(portfolio_id) REFERENCES portfolio (id)
);
CREATE TABLE job_run (
	id INTEGER NOT NULL, 
	job VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	succeeded BOOLEAN, 
	outcome JSON, 
	problem TEXT, 
	owner VARCHAR NOT NULL, 
	CONSTRAINT pk_job_run PRIMARY KEY (id)
);
CREATE TABLE lease (
	name VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	until DATETIME NOT NULL, 
	beat_at DATETIME NOT NULL, 
	CONSTRAINT pk_lease PRIMARY KEY (name)
);
CREATE TABLE login_attempt (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	address VARCHAR NOT NULL, 
	account_hash VARCHAR NOT NULL, 
	succeeded BOOLEAN NOT NULL, 
	CONSTRAINT pk_login_attempt PRIMARY KEY (id)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	ref VARCHAR NOT NULL, 
	dedupe_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	campaign_id INTEGER, 
	step_id INTEGER, 
	customer_id INTEGER, 
	contact_point_id INTEGER, 
	template_version_id INTEGER, 
	parent_id INTEGER, 
	about_id BIGINT, 
	planned_channel VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	currency VARCHAR(3), 
	to_value VARCHAR, 
	subject VARCHAR, 
	body TEXT, 
	text_hash VARCHAR, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	attempt INTEGER NOT NULL, 
	owner VARCHAR, 
	lease_until DATETIME, 
	claimed_at DATETIME, 
	doubt_at DATETIME, 
	looks INTEGER NOT NULL, 
	not_before DATETIME NOT NULL, 
	not_after DATETIME NOT NULL, 
	planned_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	delivered_at DATETIME, 
	read_at DATETIME, 
	failed_at DATETIME, 
	provider VARCHAR, 
	provider_id VARCHAR, 
	provider_state VARCHAR, 
	error_code VARCHAR, 
	segments INTEGER, 
	estimate_micros BIGINT, 
	price_micros BIGINT, 
	price_currency VARCHAR(3), 
	is_simulated BOOLEAN NOT NULL, 
	user_id INTEGER, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT fk_message_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_message_contact_point_id FOREIGN KEY(contact_point_id) REFERENCES contact_point (id), 
	CONSTRAINT fk_message_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_message_parent_id FOREIGN KEY(parent_id) REFERENCES message (id), 
	CONSTRAINT fk_message_step_id FOREIGN KEY(step_id) REFERENCES step (id), 
	CONSTRAINT fk_message_template_version_id FOREIGN KEY(template_version_id) REFERENCES template_version (id), 
	CONSTRAINT fk_message_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_message_dedupe_key UNIQUE (dedupe_key), 
	CONSTRAINT uq_message_ref UNIQUE (ref)
);
CREATE TABLE message_event (
	id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	detail JSON, 
	CONSTRAINT pk_message_event PRIMARY KEY (id), 
	CONSTRAINT fk_message_event_message_id FOREIGN KEY(message_id) REFERENCES message (id)
);
CREATE TABLE message_invoice (
	message_id INTEGER NOT NULL, 
	invoice_id INTEGER NOT NULL, 
	open_cents BIGINT NOT NULL, 
	CONSTRAINT pk_message_invoice PRIMARY KEY (message_id, invoice_id), 
	CONSTRAINT fk_message_invoice_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id), 
	CONSTRAINT fk_message_invoice_message_id FOREIGN KEY(message_id) REFERENCES message (id)
);
CREATE TABLE opt_out (
	id INTEGER NOT NULL, 
	customer_id INTEGER, 
	channel VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	how VARCHAR NOT NULL, 
	words TEXT, 
	provider_id VARCHAR, 
	address_hash VARCHAR, 
	lifted_at DATETIME, 
	lifted_how VARCHAR, 
	user_id INTEGER, 
	import_id INTEGER, 
	CONSTRAINT pk_opt_out PRIMARY KEY (id), 
	CONSTRAINT fk_opt_out_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_opt_out_import_id FOREIGN KEY(import_id) REFERENCES import (id), 
	CONSTRAINT fk_opt_out_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE payment (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	portfolio_id INTEGER, 
	paid_on DATE NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	rate_micros BIGINT, 
	reference VARCHAR, 
	method VARCHAR, 
	source VARCHAR NOT NULL, 
	is_opening BOOLEAN NOT NULL, 
	dedupe_key VARCHAR, 
	import_id INTEGER, 
	user_id INTEGER, 
	recorded_at DATETIME NOT NULL, 
	CONSTRAINT pk_payment PRIMARY KEY (id), 
	CONSTRAINT fk_payment_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_payment_import_id FOREIGN KEY(import_id) REFERENCES import (id), 
	CONSTRAINT fk_payment_portfolio_id FOREIGN KEY(portfolio_id) REFERENCES portfolio (id), 
	CONSTRAINT fk_payment_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_payment_dedupe_key UNIQUE (dedupe_key)
);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	password_hash VARCHAR NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_login_at DATETIME, 
	password_changed_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT uq_person_email UNIQUE (email)
);
CREATE TABLE "plan" (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	total_cents BIGINT NOT NULL, 
	note TEXT, 
	user_id INTEGER, 
	made_at DATETIME NOT NULL, 
	cancelled_at DATETIME, 
	CONSTRAINT pk_plan PRIMARY KEY (id), 
	CONSTRAINT fk_plan_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_plan_user_id FOREIGN KEY(user_id) REFERENCES person (id)
);
CREATE TABLE portfolio (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	remembered JSON, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_portfolio PRIMARY KEY (id), 
	CONSTRAINT uq_portfolio_name UNIQUE (name)
);
CREATE TABLE privacy_request (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	about VARCHAR, 
	received_on DATE NOT NULL, 
	due_on DATE NOT NULL, 
	deadline JSON, 
	arrived VARCHAR NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	note TEXT, 
	identity VARCHAR, 
	identity_note TEXT, 
	identified_at DATETIME, 
	identified_by INTEGER, 
	opened_at DATETIME NOT NULL, 
	opened_by INTEGER, 
	closed_at DATETIME, 
	closed_by INTEGER, 
	outcome VARCHAR, 
	reason VARCHAR, 
	answer TEXT, 
	CONSTRAINT pk_privacy_request PRIMARY KEY (id), 
	CONSTRAINT fk_privacy_request_closed_by FOREIGN KEY(closed_by) REFERENCES person (id), 
	CONSTRAINT fk_privacy_request_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_privacy_request_identified_by FOREIGN KEY(identified_by) REFERENCES person (id), 
	CONSTRAINT fk_privacy_request_opened_by FOREIGN KEY(opened_by) REFERENCES person (id)
);
CREATE TABLE profile (
	customer_id INTEGER NOT NULL, 
	behaviour VARCHAR NOT NULL, 
	bucket VARCHAR NOT NULL, 
	oldest_due_on DATE, 
	next_due_on DATE, 
	invoices INTEGER NOT NULL, 
	invoices_paid INTEGER NOT NULL, 
	paid_late INTEGER NOT NULL, 
	rating VARCHAR, 
	reach VARCHAR NOT NULL, 
	score INTEGER NOT NULL, 
	has_promise BOOLEAN NOT NULL, 
	has_broken_promise BOOLEAN NOT NULL, 
	has_dispute BOOLEAN NOT NULL, 
	last_payment_on DATE, 
	last_contact_at DATETIME, 
	mark BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_profile PRIMARY KEY (customer_id), 
	CONSTRAINT fk_profile_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE TABLE promise (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	amount_cents BIGINT NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	promised_on DATE NOT NULL, 
	grace_days INTEGER NOT NULL, 
	overdue_then_cents BIGINT, 
	made_at DATETIME NOT NULL, 
	channel VARCHAR, 
	note TEXT, 
	user_id INTEGER, 
	activity_id INTEGER, 
	reply_id INTEGER, 
	plan_id INTEGER, 
	installment INTEGER, 
	token VARCHAR, 
	cancelled_at DATETIME, 
	cancel_reason VARCHAR, 
	CONSTRAINT pk_promise PRIMARY KEY (id), 
	CONSTRAINT fk_promise_activity_id FOREIGN KEY(activity_id) REFERENCES activity (id), 
	CONSTRAINT fk_promise_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_promise_plan_id FOREIGN KEY(plan_id) REFERENCES "plan" (id), 
	CONSTRAINT fk_promise_reply_id FOREIGN KEY(reply_id) REFERENCES reply (id), 
	CONSTRAINT fk_promise_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_promise_token UNIQUE (token)
);
CREATE TABLE reply (
	id INTEGER NOT NULL, 
	provider_id VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	customer_id INTEGER, 
	message_id INTEGER, 
	from_value VARCHAR NOT NULL, 
	body TEXT, 
	received_at DATETIME NOT NULL, 
	meaning VARCHAR, 
	understood JSON, 
	handled_at DATETIME, 
	handled_by INTEGER, 
	outcome VARCHAR, 
	is_simulated BOOLEAN NOT NULL, 
	CONSTRAINT pk_reply PRIMARY KEY (id), 
	CONSTRAINT fk_reply_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_reply_handled_by FOREIGN KEY(handled_by) REFERENCES person (id), 
	CONSTRAINT fk_reply_message_id FOREIGN KEY(message_id) REFERENCES message (id), 
	CONSTRAINT uq_reply_provider_id UNIQUE (provider_id)
);
CREATE TABLE secret (
	name VARCHAR NOT NULL, 
	sealed BLOB, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_secret PRIMARY KEY (name)
);
CREATE TABLE segment (
	id INTEGER NOT NULL, 
	slug VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	description VARCHAR, 
	rule JSON, 
	is_ready_made BOOLEAN NOT NULL, 
	user_id INTEGER, 
	created_at DATETIME NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_segment PRIMARY KEY (id), 
	CONSTRAINT fk_segment_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_segment_slug UNIQUE (slug)
);
CREATE TABLE session (
	id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	address VARCHAR, 
	agent VARCHAR(200), 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_user_id FOREIGN KEY(user_id) REFERENCES person (id), 
	CONSTRAINT uq_session_token_hash UNIQUE (token_hash)
);
CREATE TABLE setting (
	name VARCHAR NOT NULL, 
	value JSON, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
CREATE TABLE step (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	anchor VARCHAR NOT NULL, 
	offset_days INTEGER NOT NULL, 
	send_at VARCHAR NOT NULL, 
	valid_days INTEGER NOT NULL, 
	channels JSON, 
	has_fallback BOOLEAN NOT NULL, 
	CONSTRAINT pk_step PRIMARY KEY (id), 
	CONSTRAINT fk_step_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
CREATE TABLE step_template (
	id INTEGER NOT NULL, 
	step_id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	template_id INTEGER NOT NULL, 
	CONSTRAINT pk_step_template PRIMARY KEY (id), 
	CONSTRAINT fk_step_template_step_id FOREIGN KEY(step_id) REFERENCES step (id), 
	CONSTRAINT fk_step_template_template_id FOREIGN KEY(template_id) REFERENCES template (id)
);
CREATE TABLE summary (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	as_of DATE NOT NULL, 
	body JSON, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_summary PRIMARY KEY (id)
);
CREATE TABLE template (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	is_default BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_template PRIMARY KEY (id)
);
CREATE TABLE template_version (
	id INTEGER NOT NULL, 
	template_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	subject VARCHAR, 
	body TEXT NOT NULL, 
	body_hash VARCHAR NOT NULL, 
	content_sid VARCHAR, 
	content_variables JSON, 
	fold_accents BOOLEAN NOT NULL, 
	author_id INTEGER, 
	created_at DATETIME NOT NULL, 
	submitted_at DATETIME, 
	submitted_by INTEGER, 
	decided_at DATETIME, 
	decided_by INTEGER, 
	is_approved BOOLEAN, 
	decision_reason TEXT, 
	parked_at DATETIME, 
	parked_reason VARCHAR, 
	CONSTRAINT pk_template_version PRIMARY KEY (id), 
	CONSTRAINT fk_template_version_author_id FOREIGN KEY(author_id) REFERENCES person (id), 
	CONSTRAINT fk_template_version_decided_by FOREIGN KEY(decided_by) REFERENCES person (id), 
	CONSTRAINT fk_template_version_submitted_by FOREIGN KEY(submitted_by) REFERENCES person (id), 
	CONSTRAINT fk_template_version_template_id FOREIGN KEY(template_id) REFERENCES template (id)
);
CREATE TABLE verdict (
	id INTEGER NOT NULL, 
	message_id INTEGER, 
	campaign_id INTEGER, 
	customer_id INTEGER, 
	channel VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	moment DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	moved_to DATETIME, 
	explanation JSON, 
	pack VARCHAR NOT NULL, 
	pack_version VARCHAR NOT NULL, 
	CONSTRAINT pk_verdict PRIMARY KEY (id), 
	CONSTRAINT fk_verdict_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_verdict_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_verdict_message_id FOREIGN KEY(message_id) REFERENCES message (id)
);
CREATE TABLE watermark (
	name VARCHAR NOT NULL, 
	until DATETIME, 
	value JSON, 
	problem VARCHAR, 
	checked_at DATETIME, 
	CONSTRAINT pk_watermark PRIMARY KEY (name)
);
CREATE INDEX ix_activity_at ON activity (at);
CREATE INDEX ix_activity_contact_point_id ON activity (contact_point_id);
CREATE INDEX ix_activity_customer_id ON activity (customer_id);
CREATE INDEX ix_activity_next_on ON activity (next_on);
CREATE INDEX ix_activity_user_id ON activity (user_id);
CREATE INDEX ix_allocation_invoice_paid ON allocation (invoice_id, paid_on);
CREATE INDEX ix_allocation_paid_on ON allocation (paid_on);
CREATE INDEX ix_allocation_payment_id ON allocation (payment_id);
CREATE INDEX ix_appointment_at ON appointment (at);
CREATE INDEX ix_appointment_customer_id ON appointment (customer_id);
CREATE INDEX ix_appointment_user_id ON appointment (user_id);
CREATE INDEX ix_audit_detail_customer_id ON audit_detail (customer_id);
CREATE INDEX ix_audit_entry_action ON audit_entry (action);
CREATE INDEX ix_audit_entry_at ON audit_entry (at);
CREATE INDEX ix_audit_entry_noun_noun_id ON audit_entry (noun, noun_id);
CREATE INDEX ix_authorisation_customer_id ON authorisation (customer_id);
CREATE INDEX ix_authorisation_import_id ON authorisation (import_id);
CREATE INDEX ix_balance_currency_overdue ON balance (currency, overdue_cents);
CREATE INDEX ix_campaign_member_customer_id ON campaign_member (customer_id);
CREATE INDEX ix_circumstance_customer_id ON circumstance (customer_id);
CREATE INDEX ix_circumstance_ended_at ON circumstance (ended_at);
CREATE INDEX ix_contact_point_import_id ON contact_point (import_id);
CREATE INDEX ix_contact_point_value ON contact_point (value);
CREATE INDEX ix_customer_agent_id ON customer (agent_id);
CREATE INDEX ix_customer_code ON customer (code);
CREATE INDEX ix_customer_erased_at ON customer (erased_at) WHERE erased_at IS NOT NULL;
CREATE INDEX ix_customer_import_id ON customer (import_id);
CREATE INDEX ix_customer_name_key ON customer (name_key);
CREATE INDEX ix_customer_quiet_until_stop_reason ON customer (quiet_until, stop_reason) WHERE quiet_until IS NOT NULL OR stop_reason IS NOT NULL;
CREATE INDEX ix_customer_rested_at ON customer (rested_at) WHERE rested_at IS NOT NULL;
CREATE INDEX ix_customer_restricted_at_unprofiled_at ON customer (restricted_at, unprofiled_at) WHERE restricted_at IS NOT NULL OR unprofiled_at IS NOT NULL;
CREATE INDEX ix_customer_tax_id_key ON customer (tax_id_key);
CREATE INDEX ix_dispute_customer_id ON dispute (customer_id);
CREATE INDEX ix_dispute_import_id ON dispute (import_id);
CREATE INDEX ix_dispute_invoice_id ON dispute (invoice_id);
CREATE INDEX ix_erasure_customer_id ON erasure (customer_id);
CREATE INDEX ix_import_change_import_id ON import_change (import_id);
CREATE INDEX ix_import_file_hash ON import (file_hash);
CREATE INDEX ix_import_portfolio_id ON import (portfolio_id);
CREATE INDEX ix_import_reject_import_id ON import_reject (import_id);
CREATE INDEX ix_invoice_customer_due ON invoice (customer_id, due_on);
CREATE INDEX ix_invoice_import_id ON invoice (import_id);
CREATE INDEX ix_job_run_job_started ON job_run (job, started_at);
CREATE INDEX ix_login_attempt_account_hash ON login_attempt (account_hash);
CREATE INDEX ix_login_attempt_address ON login_attempt (address);
CREATE INDEX ix_login_attempt_at ON login_attempt (at);
CREATE INDEX ix_message_campaign_state ON message (campaign_id, state);
CREATE INDEX ix_message_contact_point_id ON message (contact_point_id);
CREATE INDEX ix_message_customer_planned ON message (customer_id, planned_at);
CREATE INDEX ix_message_event_message_id ON message_event (message_id);
CREATE INDEX ix_message_invoice_invoice_id ON message_invoice (invoice_id);
CREATE INDEX ix_message_parent_id ON message (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX ix_message_sent_at ON message (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX ix_message_state_not_before ON message (state, not_before);
CREATE INDEX ix_opt_out_address_hash ON opt_out (address_hash);
CREATE INDEX ix_opt_out_customer_id ON opt_out (customer_id);
CREATE INDEX ix_opt_out_import_id ON opt_out (import_id);
CREATE INDEX ix_payment_customer_paid ON payment (customer_id, paid_on);
CREATE INDEX ix_payment_import_id ON payment (import_id);
CREATE INDEX ix_plan_customer_id ON "plan" (customer_id);
CREATE INDEX ix_privacy_request_closed_at ON privacy_request (closed_at);
CREATE INDEX ix_privacy_request_customer_id ON privacy_request (customer_id);
CREATE INDEX ix_privacy_request_due_on ON privacy_request (due_on);
CREATE INDEX ix_profile_bucket ON profile (bucket);
CREATE INDEX ix_profile_score ON profile (score);
CREATE INDEX ix_promise_customer_id ON promise (customer_id);
CREATE INDEX ix_promise_plan_id ON promise (plan_id);
CREATE INDEX ix_promise_promised_on ON promise (promised_on);
CREATE INDEX ix_promise_user_id ON promise (user_id);
CREATE INDEX ix_reply_customer_id ON reply (customer_id);
CREATE INDEX ix_reply_from_value ON reply (from_value);
CREATE INDEX ix_reply_received_at ON reply (received_at);
CREATE INDEX ix_session_user_id ON session (user_id);
CREATE INDEX ix_summary_name ON summary (name);
CREATE INDEX ix_verdict_at ON verdict (at);
CREATE INDEX ix_verdict_campaign_id ON verdict (campaign_id);
CREATE INDEX ix_verdict_customer_id ON verdict (customer_id);
CREATE INDEX ix_verdict_message_id ON verdict (message_id);
CREATE UNIQUE INDEX uq_contact_point_customer_kind_value ON contact_point (customer_id, kind, value);
CREATE UNIQUE INDEX uq_invoice_portfolio_number ON invoice (portfolio_id, number);
CREATE UNIQUE INDEX uq_message_provider_id ON message (provider_id) WHERE provider_id IS NOT NULL;
CREATE UNIQUE INDEX uq_step_campaign_position ON step (campaign_id, position);
CREATE UNIQUE INDEX uq_step_template_step_channel_language ON step_template (step_id, channel, language);
CREATE UNIQUE INDEX uq_template_version_template_number ON template_version (template_id, number);
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry cannot be changed'); END;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry cannot be changed'); END;
CREATE TRIGGER template_version_no_delete BEFORE DELETE ON template_version BEGIN SELECT RAISE(ABORT, 'template_version cannot be changed'); END;
CREATE TRIGGER template_version_no_update BEFORE UPDATE ON template_version WHEN NEW.template_id IS NOT OLD.template_id OR NEW.number IS NOT OLD.number OR NEW.subject IS NOT OLD.subject OR NEW.body IS NOT OLD.body OR NEW.body_hash IS NOT OLD.body_hash OR NEW.content_sid IS NOT OLD.content_sid OR NEW.content_variables IS NOT OLD.content_variables OR NEW.author_id IS NOT OLD.author_id BEGIN SELECT RAISE(ABORT, 'template_version cannot be changed'); END;

-- Tables of the mechanisms: ledger, rule book, jobs, workflows, forms. Pages in docs/mechanisms/ say what they mean.

-- Ledger: what happened, who, when, under which rule. Insert-only for the application.
create table ledger_event (
  org_id uuid not null,
  day date not null,
  sequence integer not null check (sequence > 0),
  event_id uuid not null,
  at timestamptz not null,
  actor_account_id uuid,
  actor_name text not null,
  kind text not null,
  object_kind text not null,
  object_id text not null,
  success boolean not null,
  -- json keeps the very text that was hashed; jsonb would write its own.
  detail json not null,
  rule_versions json,
  request_id text,
  hash text not null check (length(hash) = 64),
  primary key (org_id, day, sequence)
);
create index ledger_event_object on ledger_event (org_id, object_kind, object_id, day, sequence);
create index ledger_event_actor on ledger_event (org_id, actor_account_id, day, sequence);

-- A day that is over: its count and last hash, chained to the day before.
create table ledger_day (
  org_id uuid not null,
  day date not null,
  events integer not null check (events > 0),
  head text not null,
  hash text not null check (length(hash) = 64),
  primary key (org_id, day)
);

-- Where the chain of a company ends; the one row every append holds.
create table ledger_tip (
  org_id uuid not null primary key,
  day date,
  events integer not null,
  head text not null,
  previous_day text not null
);

-- Rule book: values by date. Rows are added, never changed; the later version wins among those of one date.
create table rule_value (
  org_id uuid not null,
  rule_id text not null,
  version integer not null check (version > 0),
  valid_from date not null,
  value jsonb not null,
  reason text not null,
  -- True when the date lay in the past when it was written.
  correction boolean not null default false,
  author_account_id uuid,
  author_name text not null,
  recorded_at timestamptz not null,
  primary key (org_id, rule_id, version)
);
create index rule_value_date on rule_value (org_id, rule_id, valid_from desc, version desc);

-- A finished computation that stands on rules up to a date: they can no longer be changed for that time.
create table rule_closure (
  org_id uuid not null,
  closure_id uuid not null,
  rule_id text not null,
  through_date date not null,
  object_kind text not null,
  object_id text not null,
  closed_at timestamptz not null,
  primary key (org_id, closure_id, rule_id)
);
create index rule_closure_rule on rule_closure (org_id, rule_id, through_date desc);

-- Jobs: work that outlives a request. A worker holds a row by its lease and renews it.
create table job (
  org_id uuid not null,
  job_id uuid not null,
  kind text not null,
  input jsonb not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  priority smallint not null default 0,
  run_after timestamptz not null,
  attempt integer not null default 0,
  lease_until timestamptz,
  worker_id uuid,
  cancel_requested boolean not null default false,
  progress_done double precision not null default 0,
  progress_total double precision,
  progress_note text,
  seconds_left double precision,
  result jsonb,
  failure jsonb,
  -- While a job with this word is waiting or running, a second one is not made.
  only_one text,
  created_by uuid,
  created_by_name text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (org_id, job_id)
);
create index job_waiting on job (org_id, priority desc, run_after) where state in ('queued', 'running');
create unique index job_only_one on job (org_id, kind, only_one) where only_one is not null and state in ('queued', 'running');
create index job_author on job (org_id, created_by, created_at desc);

-- The last local date on which a daily job was put into the queue.
create table job_schedule (
  org_id uuid not null,
  name text not null,
  last_date date not null,
  primary key (org_id, name)
);

-- Workflows: where a piece of work stands, who has it, by when.
create table workflow_item (
  org_id uuid not null,
  item_id uuid not null,
  kind text not null,
  object_kind text not null,
  object_id text not null,
  title text not null,
  state text not null,
  -- Grows with every step: two people who act on one item at once are told apart.
  version integer not null default 1,
  closed boolean not null default false,
  author_account_id uuid,
  author_person_id uuid,
  author_name text not null,
  assigned_account_id uuid,
  assigned_person_id uuid,
  assigned_role text,
  assigned_unit_id uuid,
  due_at timestamptz,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (org_id, item_id)
);
create unique index workflow_item_object on workflow_item (org_id, kind, object_id);
create index workflow_item_person on workflow_item (org_id, assigned_person_id) where not closed;
create index workflow_item_account on workflow_item (org_id, assigned_account_id) where not closed;
create index workflow_item_role on workflow_item (org_id, assigned_role, assigned_unit_id) where not closed;
create index workflow_item_due on workflow_item (org_id, due_at) where not closed and due_at is not null;

-- The hand-over chain: one row per step, never changed.
create table workflow_step (
  org_id uuid not null,
  item_id uuid not null,
  version integer not null,
  transition text not null,
  from_state text,
  to_state text not null,
  actor_account_id uuid,
  actor_person_id uuid,
  actor_name text not null,
  comment text,
  assigned_account_id uuid,
  assigned_person_id uuid,
  assigned_role text,
  assigned_unit_id uuid,
  -- When the state that was left had been due, and whether that was missed.
  was_due_at timestamptz,
  late boolean not null default false,
  at timestamptz not null,
  primary key (org_id, item_id, version),
  foreign key (org_id, item_id) references workflow_item (org_id, item_id)
);
create index workflow_step_actor on workflow_step (org_id, actor_account_id, at desc);

-- What a reviewer wrote on one line of the object; open until the author says what was done.
create table workflow_line (
  org_id uuid not null,
  item_id uuid not null,
  line_id uuid not null,
  version integer not null,
  -- The order in which the reviewer wrote them.
  place integer not null,
  line_key text not null,
  comment text not null,
  answer text,
  answered_at timestamptz,
  primary key (org_id, item_id, line_id),
  foreign key (org_id, item_id) references workflow_item (org_id, item_id)
);

-- Forms: definitions by version and the answers given to them.
create table form_definition (
  org_id uuid not null,
  form_id text not null,
  version integer not null check (version > 0),
  definition jsonb not null,
  valid_from date not null,
  -- The release's own number of a shipped form; null when the company wrote this version.
  shipped_version integer,
  author_account_id uuid,
  author_name text not null,
  recorded_at timestamptz not null,
  primary key (org_id, form_id, version)
);

create table form_answer (
  org_id uuid not null,
  answer_id uuid not null,
  form_id text not null,
  form_version integer not null,
  subject_kind text not null,
  subject_id text not null,
  -- Null when the form is anonymous.
  author_account_id uuid,
  author_name text,
  answers jsonb not null,
  points numeric,
  points_possible numeric,
  answered_at timestamptz not null,
  received_at timestamptz not null,
  -- A correction names the answer it replaces; the replaced one stays.
  replaces uuid,
  replaced_by uuid,
  primary key (org_id, answer_id),
  foreign key (org_id, form_id, form_version) references form_definition (org_id, form_id, version)
);
create index form_answer_subject on form_answer (org_id, subject_kind, subject_id, answered_at desc);
create index form_answer_form on form_answer (org_id, form_id, answered_at desc);

-- The application may add to these and nothing else.
select liuhui_protect('ledger_event', 'select, insert');
select liuhui_protect('ledger_day', 'select, insert');
select liuhui_protect('rule_value', 'select, insert');
select liuhui_protect('rule_closure', 'select, insert');
select liuhui_protect('workflow_step', 'select, insert');
select liuhui_protect('form_definition', 'select, insert');
-- And of these it deletes nothing.
select liuhui_protect('ledger_tip', 'select, insert, update');
select liuhui_protect('workflow_item', 'select, insert, update');
select liuhui_protect('workflow_line', 'select, insert, update');
select liuhui_protect('form_answer', 'select, insert, update');
select liuhui_protect('job');
select liuhui_protect('job_schedule');

-- People: companies, their units, persons, accounts, sessions and calendars. Words and rules: domain/people/README.md.

-- The companies themselves stand outside tenancy: signing in must find one by its code. Requests only read them.
create table org (
  org_id uuid not null primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  name text not null,
  name_en text not null default '',
  time_zone text not null default 'Asia/Shanghai',
  created_at timestamptz not null
);
revoke all on org from public;
grant select on org to liuhui_app;

create table org_unit (
  org_id uuid not null references org (org_id),
  unit_id uuid not null,
  parent_id uuid,
  kind text not null check (kind in ('company', 'centre', 'department', 'team')),
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  name_en text not null default '',
  status text not null default 'active' check (status in ('active', 'closed')),
  created_at timestamptz not null,
  primary key (org_id, unit_id),
  foreign key (org_id, parent_id) references org_unit (org_id, unit_id),
  -- Only the company itself stands under nothing.
  check ((kind = 'company') = (parent_id is null)),
  check (parent_id <> unit_id)
);
create unique index org_unit_code on org_unit (org_id, code);
create unique index org_unit_company on org_unit (org_id) where kind = 'company';
create index org_unit_parent on org_unit (org_id, parent_id);

-- A change of the tree that waits for the centre leader (PEO-06).
create table org_unit_proposal (
  org_id uuid not null references org (org_id),
  proposal_id uuid not null,
  -- Null proposes a new unit.
  unit_id uuid,
  content jsonb not null,
  state text not null check (state in ('proposed', 'approved', 'rejected')),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  primary key (org_id, proposal_id),
  check ((state = 'proposed') = (decided_by is null)),
  -- PEO-07: nobody decides on their own proposal.
  check (decided_by <> proposed_by)
);

create table person (
  org_id uuid not null references org (org_id),
  person_id uuid not null,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  unit_id uuid not null,
  post text not null check (post in ('general', 'service', 'brand', 'training', 'research', 'market_manager',
    'brand_manager', 'info_clerk', 'director', 'leader', 'supervisor', 'deliveryman', 'monopoly_officer',
    'phone_agent', 'admin')),
  -- Skill grade, 5 the highest.
  grade integer check (grade between 1 and 5),
  -- WGS-84: where this person's visiting days begin and end.
  home_lon double precision check (home_lon between -180 and 180),
  home_lat double precision check (home_lat between -90 and 90),
  phone text not null default '',
  status text not null default 'active' check (status in ('active', 'left')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, person_id),
  foreign key (org_id, unit_id) references org_unit (org_id, unit_id),
  check ((home_lon is null) = (home_lat is null))
);
create unique index person_code on person (org_id, code);
create index person_unit on person (org_id, unit_id);

-- One role per account and one account per person: so no two administrators' roles, and none with a business role,
-- can meet in one person (PEO-01).
create table account (
  org_id uuid not null references org (org_id),
  account_id uuid not null,
  person_id uuid,
  customer_id uuid,
  login text not null check (login = lower(login) and login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
  role text check (role in ('system_admin', 'security_admin', 'audit_admin', 'centre_leader', 'service_director',
    'market_manager', 'brand_manager', 'info_clerk', 'manager_general', 'manager_service', 'manager_brand',
    'manager_training', 'manager_research', 'supervisor', 'retailer')),
  -- What a shop's account is called; others carry their person's name.
  name text not null default '',
  status text not null default 'active' check (status in ('active', 'disabled')),
  -- Made for a demonstration: its password is printed, so it must never exist beside real data (PEO-05).
  demo boolean not null default false,
  language text not null default 'zh' check (language in ('zh', 'en')),
  text_size text not null default 'normal' check (text_size in ('normal', 'large', 'elder')),
  theme text not null default 'system' check (theme in ('system', 'light', 'dark', 'contrast')),
  density text not null default 'comfortable' check (density in ('comfortable', 'compact')),
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_sign_in_at timestamptz,
  primary key (org_id, account_id),
  foreign key (org_id, person_id) references person (org_id, person_id),
  -- A shop's account stands for one customer and no person, every other one for a person (PEO-02).
  check ((person_id is null) <> (customer_id is null)),
  check (role is null or (role = 'retailer') = (customer_id is not null))
);
create unique index account_login on account (org_id, login);
create unique index account_person on account (org_id, person_id) where person_id is not null;
create index account_customer on account (org_id, customer_id) where customer_id is not null;

-- Secrets apart from what lists read.
create table auth_credential (
  org_id uuid not null references org (org_id),
  account_id uuid not null,
  password_hash text not null,
  password_changed_at timestamptz not null,
  -- An initial password is good for one thing: choosing another.
  must_change boolean not null default false,
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  -- The last 30-second step whose code was accepted: a code counts once.
  totp_last_step bigint not null default 0,
  primary key (org_id, account_id),
  foreign key (org_id, account_id) references account (org_id, account_id)
);

create table auth_session (
  org_id uuid not null references org (org_id),
  session_id uuid not null,
  account_id uuid not null,
  -- SHA-256 of the token's secret: a copy of this table opens nothing.
  token_hash text not null,
  stage text not null check (stage in ('complete', 'second-factor', 'enrolment', 'password')),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_seconds integer not null check (idle_seconds > 0),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  address text not null,
  user_agent text not null,
  primary key (org_id, session_id),
  foreign key (org_id, account_id) references account (org_id, account_id)
);
create unique index auth_session_token on auth_session (org_id, token_hash);
create index auth_session_account on auth_session (org_id, account_id) where ended_at is null;

-- Failed sign-ins by account and by address, in a window that begins with the first of them.
create table auth_throttle (
  org_id uuid not null references org (org_id),
  kind text not null check (kind in ('account', 'address')),
  key text not null,
  window_started_at timestamptz not null,
  attempts integer not null check (attempts > 0),
  last_attempt_at timestamptz not null,
  primary key (org_id, kind, key)
);

-- The company's own decisions, which go before the national calendar.
create table working_calendar (
  org_id uuid not null references org (org_id),
  date date not null,
  working boolean not null,
  reason text not null default '',
  decided_by uuid,
  decided_at timestamptz not null,
  primary key (org_id, date)
);

create table day_off (
  org_id uuid not null references org (org_id),
  person_id uuid not null,
  date date not null,
  kind text not null check (kind in ('annual', 'sick', 'personal', 'training', 'duty', 'other')),
  note text not null default '',
  entered_by uuid,
  entered_at timestamptz not null,
  primary key (org_id, person_id, date),
  foreign key (org_id, person_id) references person (org_id, person_id)
);
create index day_off_date on day_off (org_id, date);

select liuhui_protect('org_unit');
select liuhui_protect('org_unit_proposal', 'select, insert, update');
select liuhui_protect('person', 'select, insert, update');
select liuhui_protect('account', 'select, insert, update');
select liuhui_protect('auth_credential', 'select, insert, update');
select liuhui_protect('auth_session');
select liuhui_protect('auth_throttle');
select liuhui_protect('working_calendar');
select liuhui_protect('day_off');

-- Customers (零售户): archive with history, assignments, delivery lines, segments, debits. Words: domain/customers/README.md.

-- Delivery lines bring the three linked posts to their customers (DAT-06).
create table delivery_line (
  org_id uuid not null references org (org_id),
  line_id uuid not null,
  code text not null,
  name text not null,
  unit_id uuid,
  warehouse text,
  order_weekdays smallint[] not null,
  deliveryman_id uuid,
  monopoly_officer_id uuid,
  phone_agent_id uuid,
  active boolean not null default true,
  primary key (org_id, line_id)
);
create unique index delivery_line_code on delivery_line (org_id, code);

-- One row per licensed shop. Empty columns are the missing fields; who wrote what and when is in customer_change.
create table customer (
  org_id uuid not null references org (org_id),
  customer_id uuid not null,
  -- What lists filter by comes first, before the long texts: a scan reads a row only as far as it must.
  manager_id uuid,
  unit_id uuid,
  delivery_line_id uuid,
  status text not null default 'valid' check (status in ('new', 'valid', 'paused', 'invalid')),
  tier smallint check (tier between 1 and 30),
  order_weekday smallint check (order_weekday between 1 and 7),
  lon double precision check (lon between -180 and 180),
  lat double precision check (lat between -90 and 90),
  licence_valid_from date,
  licence_valid_to date,
  -- Twelve digits, the seventh 1 or 2; worked out once, since lists ask for it of every row.
  licence_formed boolean not null generated always as (coalesce(licence_no ~ '^[0-9]{6}[12][0-9]{5}$', false)) stored,
  licence_status text not null default 'active' check (licence_status in ('active', 'suspended', 'cancelled')),
  licence_no text,
  format text check (format in ('grocery', 'convenience', 'supermarket', 'department_store', 'tobacco_liquor', 'entertainment', 'other')),
  market_type text check (market_type in ('urban', 'rural')),
  value_group text check (value_group in ('core', 'important', 'regular', 'night')),
  scale text check (scale in ('large', 'medium', 'small')),
  order_cycle text check (order_cycle in ('weekly', 'odd_week', 'even_week', 'none')),
  code text not null,
  -- Lower-case code, name, pinyin, initials and address, for searching without a dictionary in the database.
  search_key text not null,
  -- Full pinyin of the name: Chinese sorts by it.
  sort_key text not null,
  name text not null,
  address text,
  region_code text,
  crs text not null default 'WGS84',
  contact_name text,
  phone text,
  shop_kind text,
  chain_name text,
  urban_rural_code text,
  district_type text,
  credit_grade text,
  mutual_aid_group text,
  order_channel text check (order_channel in ('online', 'phone')),
  visits_per_month text check (visits_per_month ~ '^(\d{1,2}|1/[23])$'),
  visits_service text check (visits_service ~ '^(\d{1,2}|1/[23])$'),
  visits_brand text check (visits_brand ~ '^(\d{1,2}|1/[23])$'),
  visits_training text check (visits_training ~ '^(\d{1,2}|1/[23])$'),
  visits_research text check (visits_research ~ '^(\d{1,2}|1/[23])$'),
  team_visit text,
  service_minutes smallint check (service_minutes > 0),
  -- HH:MM in the company's zone; empty = working hours.
  window_start text check (window_start ~ '^\d{2}:\d{2}$'),
  window_end text check (window_end ~ '^\d{2}:\d{2}$'),
  floor_area_m2 double precision,
  cigarette_share_percent double precision check (cigarette_share_percent between 0 and 100),
  functional_terminal boolean,
  payment_account_tail text,
  opened_on date,
  closed_on date,
  tags text[] not null default '{}',
  remark text,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (org_id, customer_id),
  foreign key (org_id, delivery_line_id) references delivery_line (org_id, line_id)
);
create unique index customer_code on customer (org_id, code);
create index customer_manager on customer (org_id, manager_id);
create index customer_line on customer (org_id, delivery_line_id) where delivery_line_id is not null;

-- What was written into the archive, by whom, from where: {field: [before, after]}. It is the provenance of every
-- field (its newest entry), its history, and what undoing goes back to.
create table customer_change (
  org_id uuid not null,
  customer_id uuid not null,
  change_id uuid not null,
  changed_at timestamptz not null,
  source text not null check (source in ('import', 'api', 'desk', 'visit', 'proposal', 'rule', 'undo', 'shop')),
  author_account_id uuid,
  -- The import, bulk action or run this belongs to; the undo token of bulk actions.
  batch_id uuid,
  note text,
  fields jsonb not null,
  undone boolean not null default false,
  primary key (org_id, customer_id, change_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create index customer_change_batch on customer_change (org_id, batch_id) where batch_id is not null;

-- Who looks after whom, for each post: from valid_from up to but not including valid_to; null = still.
create table customer_assignment (
  org_id uuid not null,
  customer_id uuid not null,
  post text not null check (post in ('general', 'service', 'brand', 'training', 'research')),
  person_id uuid not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  batch_id uuid,
  primary key (org_id, customer_id, post, valid_from),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create index customer_assignment_person on customer_assignment (org_id, person_id, customer_id) where valid_to is null;
create unique index customer_assignment_open on customer_assignment (org_id, customer_id, post) where valid_to is null;

-- Who held a post before a bulk action or import gave it to somebody else: what undoing goes back to.
create table customer_assignment_change (
  org_id uuid not null,
  batch_id uuid not null,
  customer_id uuid not null,
  post text not null,
  valid_from date not null,
  person_before uuid,
  person_after uuid,
  primary key (org_id, batch_id, customer_id, post),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);

-- Mean month of the last three with orders in the company, and the last order: kept by the orders module.
create table customer_recent (
  org_id uuid not null,
  customer_id uuid not null,
  quantity double precision not null,
  amount_fen double precision not null,
  months smallint not null,
  last_order_date date,
  primary key (org_id, customer_id)
);

-- Changes that wait for somebody else's yes (the policy's restriction `proposal`).
create table customer_proposal (
  org_id uuid not null,
  proposal_id uuid not null,
  customer_id uuid not null,
  fields jsonb not null,
  source text not null,
  note text,
  proposed_by uuid,
  proposed_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined')),
  decided_by uuid,
  decided_at timestamptz,
  decision_note text,
  primary key (org_id, proposal_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create index customer_proposal_open on customer_proposal (org_id, state, proposed_at);

-- Moved customers: which line and day they should go to (DAT-07).
create table delivery_move_proposal (
  org_id uuid not null references org (org_id),
  proposal_id uuid not null,
  state text not null check (state in ('draft', 'approved', 'rejected', 'undone')),
  effective_from date not null,
  created_by uuid,
  created_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  batch_id uuid,
  primary key (org_id, proposal_id)
);
create table delivery_move (
  org_id uuid not null,
  proposal_id uuid not null,
  customer_id uuid not null,
  lon double precision,
  lat double precision,
  line_before uuid,
  line_after uuid,
  weekday_before smallint,
  weekday_after smallint,
  distance_km double precision,
  reason text not null,
  primary key (org_id, proposal_id, customer_id),
  foreign key (org_id, proposal_id) references delivery_move_proposal (org_id, proposal_id) on delete cascade
);

-- Results of electronic debits (DAT-09). The id is made from customer, date and reference, so importing twice adds nothing.
create table debit (
  org_id uuid not null,
  customer_id uuid not null,
  debit_date date not null,
  debit_id uuid not null,
  reference text not null default '',
  amount_fen bigint not null,
  result text not null check (result in ('paid', 'failed', 'reversed')),
  reason text,
  import_id uuid,
  primary key (org_id, customer_id, debit_date, debit_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create index debit_failed on debit (org_id, debit_date) where result = 'failed';

-- The class a template gives a customer, with the line that matched.
create table customer_segment (
  org_id uuid not null,
  template text not null,
  customer_id uuid not null,
  class text not null,
  rule text not null,
  reason jsonb not null default '{}',
  by_hand boolean not null default false,
  rule_version text not null,
  since date not null,
  primary key (org_id, template, customer_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create index customer_segment_customer on customer_segment (org_id, customer_id);

-- Weak, marginal, high-end. `member` false is a person's no that the rule does not overrule.
create table customer_group (
  org_id uuid not null,
  group_code text not null check (group_code in ('weak', 'marginal', 'high_end')),
  customer_id uuid not null,
  member boolean not null,
  by_hand boolean not null,
  reason jsonb not null default '{}',
  rule_version text not null,
  since date not null,
  primary key (org_id, group_code, customer_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create index customer_group_customer on customer_group (org_id, customer_id);

-- Merges of formats into classes; the newest active one counts (SEG-02).
create table format_merge (
  org_id uuid not null references org (org_id),
  version_id uuid not null,
  version integer not null,
  name text not null,
  classes jsonb not null,
  active boolean not null,
  restored_from integer,
  created_by uuid,
  created_at timestamptz not null,
  primary key (org_id, version_id)
);
create unique index format_merge_version on format_merge (org_id, version);
create unique index format_merge_active on format_merge (org_id) where active;

-- Five criteria and Luwan's three dimensions of a month, 0..100; null = nothing known.
create table customer_score (
  org_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  customer_id uuid not null,
  score real,
  loyalty real,
  integrity real,
  cooperation real,
  growth real,
  dependence real,
  value_degree real,
  loyalty_degree real,
  contribution_degree real,
  luwan_group text,
  rule_version text not null,
  primary key (org_id, month, customer_id)
);

-- Numbers other modules know about a customer and month (visits kept, price tags right …), for the five criteria.
create table customer_fact (
  org_id uuid not null,
  customer_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  fact text not null,
  value double precision not null,
  rows_kind text not null,
  row_ids text[] not null default '{}',
  primary key (org_id, customer_id, month, fact)
);

-- The monthly re-rating: proposed, then confirmed or declined; both values stay (SEG-07).
create table customer_rerating (
  org_id uuid not null,
  rerating_id uuid not null,
  customer_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  kind text not null check (kind in ('value_group', 'scale')),
  before_value text,
  after_value text not null,
  move text not null check (move in ('up', 'down', 'new', 'side')),
  reason jsonb not null,
  rule_version text not null,
  state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'declined')),
  decided_by uuid,
  decided_at timestamptz,
  primary key (org_id, rerating_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);
create unique index customer_rerating_once on customer_rerating (org_id, month, kind, customer_id);

-- Candidates of the potential test that somebody picked for cultivation (SEG-08).
create table potential_pick (
  org_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  customer_id uuid not null,
  score double precision not null,
  parts jsonb not null,
  picked_by uuid,
  picked_at timestamptz not null,
  primary key (org_id, month, customer_id),
  foreign key (org_id, customer_id) references customer (org_id, customer_id) on delete cascade
);

select liuhui_protect('delivery_line');
select liuhui_protect('customer');
select liuhui_protect('customer_change');
select liuhui_protect('customer_assignment');
select liuhui_protect('customer_assignment_change');
select liuhui_protect('customer_recent');
select liuhui_protect('customer_proposal');
select liuhui_protect('delivery_move_proposal');
select liuhui_protect('delivery_move');
select liuhui_protect('debit');
select liuhui_protect('customer_segment');
select liuhui_protect('customer_group');
select liuhui_protect('format_merge');
select liuhui_protect('customer_score');
select liuhui_protect('customer_fact');
select liuhui_protect('customer_rerating');
select liuhui_protect('potential_pick');

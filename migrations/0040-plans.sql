-- Visit plans and territories. See domain/plans/README.md for the words and the numbered rules.

-- A proposal of who looks after whom; adopted ones become customer_assignment rows.
create table territory_proposal (
  org_id uuid not null references org (org_id),
  proposal_id uuid not null,
  unit_id uuid not null,
  state text not null check (state in ('draft', 'adopted', 'dropped')),
  parameters jsonb not null,
  summary jsonb not null default '{}',
  created_by uuid not null,
  created_at timestamptz not null,
  adopted_at timestamptz,
  primary key (org_id, proposal_id)
);

create table territory_line (
  org_id uuid not null,
  proposal_id uuid not null,
  customer_id uuid not null,
  manager_id uuid not null,
  previous_manager_id uuid,
  primary key (org_id, proposal_id, customer_id),
  foreign key (org_id, proposal_id) references territory_proposal (org_id, proposal_id) on delete cascade
);

-- One plan per customer manager and month. `revision` grows with every change: what two people edit at once is seen.
create table visit_plan (
  org_id uuid not null references org (org_id),
  plan_id uuid not null,
  manager_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  state text not null check (state in ('draft', 'submitted', 'returned', 'approved', 'frozen')),
  revision integer not null default 1,
  summary jsonb not null default '{}',
  rule_versions jsonb not null default '{}',
  created_by uuid not null,
  created_at timestamptz not null,
  submitted_by uuid,
  submitted_at timestamptz,
  -- End of the working day by which the market manager decides (PLN-04).
  decision_due timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  primary key (org_id, plan_id)
);
create unique index visit_plan_month on visit_plan (org_id, manager_id, month);

-- Minutes are minutes after midnight in the company's zone, with fractions. `joint` lists the others who come along.
create table planned_visit (
  org_id uuid not null,
  plan_id uuid not null,
  visit_id uuid not null,
  customer_id uuid not null,
  visit_date date not null,
  sequence integer not null,
  arrive_minute double precision not null,
  depart_minute double precision not null,
  kind text not null check (kind in ('solo', 'joint')),
  joint jsonb not null default '[]',
  measures jsonb not null default '[]',
  reason jsonb not null default '{}',
  pinned boolean not null default false,
  remark text,
  primary key (org_id, plan_id, visit_id),
  foreign key (org_id, plan_id) references visit_plan (org_id, plan_id) on delete cascade
);
create index planned_visit_day on planned_visit (org_id, plan_id, visit_date, sequence);
create index planned_visit_customer on planned_visit (org_id, customer_id, visit_date);

-- What could not be placed, and visits taken out by hand, each with its reason (PLN-12).
create table plan_exception (
  org_id uuid not null,
  plan_id uuid not null,
  exception_id uuid not null,
  customer_id uuid not null,
  visits integer not null check (visits > 0),
  origin text not null check (origin in ('unplaced', 'removed')),
  reason jsonb not null,
  remark text,
  primary key (org_id, plan_id, exception_id),
  foreign key (org_id, plan_id) references visit_plan (org_id, plan_id) on delete cascade
);

-- The market manager's word on a single visit; open until the visit is changed or the word is answered.
create table plan_comment (
  org_id uuid not null,
  plan_id uuid not null,
  comment_id uuid not null,
  visit_id uuid not null,
  author_id uuid not null,
  author_name text not null,
  written_at timestamptz not null,
  comment text not null,
  resolved_at timestamptz,
  primary key (org_id, plan_id, comment_id),
  foreign key (org_id, plan_id) references visit_plan (org_id, plan_id) on delete cascade
);

-- Every change with what it takes to see it and to undo it.
create table plan_change (
  org_id uuid not null,
  plan_id uuid not null,
  change_id uuid not null,
  revision integer not null,
  kind text not null,
  author_id uuid not null,
  author_name text not null,
  changed_at timestamptz not null,
  detail jsonb not null,
  undone boolean not null default false,
  primary key (org_id, plan_id, change_id),
  foreign key (org_id, plan_id) references visit_plan (org_id, plan_id) on delete cascade
);

select liuhui_protect('territory_proposal');
select liuhui_protect('territory_line');
select liuhui_protect('visit_plan');
select liuhui_protect('planned_visit');
select liuhui_protect('plan_exception');
select liuhui_protect('plan_comment');
select liuhui_protect('plan_change');

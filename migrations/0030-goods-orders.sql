-- Goods (品规), orders (订单) by month, their roll-ups, anomalies, and imports. Words: the READMEs of domain/goods,
-- domain/orders and domain/imports.

create table product (
  org_id uuid not null references org (org_id),
  product_id uuid not null,
  code text not null,
  name text not null,
  search_key text not null,
  sort_key text not null,
  brand text,
  category text,
  manufacturer text,
  origin text check (origin in ('local', 'other_province', 'imported')),
  price_class smallint,
  price_band smallint,
  transfer_fen bigint,
  wholesale_fen bigint,
  retail_fen bigint,
  supply_attribute text check (supply_attribute in ('tight', 'balanced', 'full', 'new')),
  market_state text,
  -- The state of today; product_state is the truth by date.
  life_state text not null default 'maintained' check (life_state in ('new', 'key', 'maintained', 'withdrawn')),
  life_state_from date not null,
  unit text not null default 'carton',
  units_per_case integer check (units_per_case > 0),
  barcode_pack text,
  barcode_carton text,
  on_sale boolean not null default true,
  unknown_in_price_list boolean not null default false,
  import_id uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (org_id, product_id)
);
create unique index product_code on product (org_id, code);

create table product_state (
  org_id uuid not null,
  product_id uuid not null,
  valid_from date not null,
  life_state text not null check (life_state in ('new', 'key', 'maintained', 'withdrawn')),
  note text,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (org_id, product_id, valid_from),
  foreign key (org_id, product_id) references product (org_id, product_id) on delete cascade
);

create table product_price (
  org_id uuid not null,
  product_id uuid not null,
  valid_from date not null,
  transfer_fen bigint,
  wholesale_fen bigint,
  retail_fen bigint,
  primary key (org_id, product_id, valid_from),
  foreign key (org_id, product_id) references product (org_id, product_id) on delete cascade
);

-- Limits of price classes and bands from a date on.
create table price_scheme (
  org_id uuid not null references org (org_id),
  scheme_id uuid not null,
  kind text not null check (kind in ('class', 'band')),
  basis text not null check (basis in ('transfer', 'wholesale', 'retail')),
  valid_from date not null,
  levels jsonb not null,
  note text,
  created_at timestamptz not null,
  primary key (org_id, scheme_id)
);
create unique index price_scheme_date on price_scheme (org_id, kind, valid_from);

-- Orders, by month. The id is made from order number, customer and date (the natural key): the same order always has
-- the same id, so importing it again finds it, and numbers that a source reused stay apart.
-- No foreign keys here: the import resolves customers and goods itself, and a check per line would double its cost.
create table order_header (
  org_id uuid not null,
  order_date date not null,
  order_id uuid not null,
  customer_id uuid not null,
  order_no text not null,
  channel text not null check (channel in ('online', 'phone', 'auto', 'manual')),
  warehouse text,
  line_count integer not null,
  quantity bigint not null,
  amount_fen bigint not null,
  is_return boolean not null default false,
  -- Keys of the ordering device and the payer, hashed: equal keys behind several shops are a sign (R10).
  device_key text,
  payer_key text,
  import_id uuid not null,
  primary key (org_id, order_date, order_id)
) partition by range (order_date);
create index order_header_customer on order_header (org_id, customer_id, order_date);

-- The customer stands in the key so that one index serves both the order and the customer's months.
create table order_line (
  org_id uuid not null,
  order_date date not null,
  order_id uuid not null,
  line_no integer not null,
  customer_id uuid not null,
  product_id uuid not null,
  quantity integer not null,
  amount_fen bigint not null,
  primary key (org_id, customer_id, order_date, order_id, line_no)
) partition by range (order_date);

-- Lines that an import added to or changed in an order that was there before, with what stood there.
create table order_line_change (
  org_id uuid not null,
  import_id uuid not null,
  order_date date not null,
  order_id uuid not null,
  line_no integer not null,
  customer_id uuid not null,
  product_before uuid,
  quantity_before integer,
  amount_fen_before bigint,
  primary key (org_id, import_id, order_date, order_id, line_no)
);

-- Sales by month, customer manager (owner at the month's end; all zeros = nobody) and product.
create table sales_month (
  org_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  manager_id uuid not null,
  product_id uuid not null,
  quantity bigint not null,
  amount_fen bigint not null,
  -- Distinct customers: adds up over managers, not over products or months.
  buyers integer not null,
  lines integer not null,
  primary key (org_id, month, manager_id, product_id)
);
create index sales_month_product on sales_month (org_id, product_id, month);

create table customer_month (
  org_id uuid not null,
  customer_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  orders integer not null,
  lines integer not null,
  quantity bigint not null,
  amount_fen bigint not null,
  primary key (org_id, customer_id, month)
);
create index customer_month_month on customer_month (org_id, month);

create table order_anomaly (
  org_id uuid not null references org (org_id),
  anomaly_id uuid not null,
  kind text not null check (kind in ('surge', 'tier_outlier', 'shared_device', 'shared_payer', 'no_order',
    'wrong_weekday', 'closed_licence', 'bulk_buyer')),
  customer_id uuid not null,
  anomaly_date date not null,
  product_id uuid,
  evidence jsonb not null,
  rule_version text not null,
  state text not null default 'open' check (state in ('open', 'checking', 'explained', 'confirmed')),
  note text,
  import_id uuid,
  found_at timestamptz not null,
  handled_by uuid,
  handled_at timestamptz,
  primary key (org_id, anomaly_id)
);
create index order_anomaly_customer on order_anomaly (org_id, customer_id, anomaly_date);
create index order_anomaly_date on order_anomaly (org_id, anomaly_date);

-- Imports and what they rejected.
create table import_run (
  org_id uuid not null references org (org_id),
  import_id uuid not null,
  kind text not null check (kind in ('customers', 'goods', 'orders', 'debits')),
  profile text not null,
  file_name text not null,
  -- Cells of the file's header row, for the workbook of rejected rows.
  header text[] not null default '{}',
  header_line integer not null default 1,
  expected_rows integer,
  state text not null check (state in ('uploaded', 'running', 'checked', 'done', 'failed', 'cancelled', 'undone')),
  dry_run boolean not null default false,
  mapping jsonb,
  totals jsonb,
  notices jsonb not null default '[]',
  touched_months text[] not null default '{}',
  -- True from the first written line until the roll-ups of the touched months have followed.
  roll_up_due boolean not null default false,
  job_id uuid,
  -- What another system calls this request; the same key again does nothing (X-02).
  idempotency_key text,
  created_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  failure text,
  primary key (org_id, import_id)
);
create unique index import_run_key on import_run (org_id, idempotency_key) where idempotency_key is not null;
create index import_run_due on import_run (org_id) where roll_up_due;
create index import_run_newest on import_run (org_id, created_at desc);

-- The uploaded file until its import is done, in pieces: any worker process reaches it here.
create table import_file (
  org_id uuid not null,
  import_id uuid not null,
  part integer not null,
  bytes bytea not null,
  primary key (org_id, import_id, part),
  foreign key (org_id, import_id) references import_run (org_id, import_id) on delete cascade
);

create table import_problem (
  org_id uuid not null,
  import_id uuid not null,
  row_no integer not null,
  -- The cells as they stood, and [{column, value, code, values}].
  cells jsonb not null,
  problems jsonb not null,
  primary key (org_id, import_id, row_no),
  foreign key (org_id, import_id) references import_run (org_id, import_id) on delete cascade
);

select liuhui_protect('product');
select liuhui_protect('product_state');
select liuhui_protect('product_price');
select liuhui_protect('price_scheme');
select liuhui_protect('order_header');
select liuhui_protect('order_line');
select liuhui_protect('order_line_change');
select liuhui_protect('sales_month');
select liuhui_protect('customer_month');
select liuhui_protect('order_anomaly');
select liuhui_protect('import_run');
select liuhui_protect('import_file');
select liuhui_protect('import_problem');

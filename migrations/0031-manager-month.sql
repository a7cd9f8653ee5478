-- The month of a customer manager: what dashboards and comparisons read, a few thousand rows for years of a city.
-- Customers and orders add up over managers here (a customer has one owner at the month's end), which they do not in
-- sales_month. `manager_id` as there: all zeros = nobody.
create table manager_month (
  org_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  manager_id uuid not null,
  -- Customers with at least one order that is no return.
  ordering_customers integer not null,
  orders integer not null,
  online_orders integer not null,
  lines integer not null,
  quantity bigint not null,
  amount_fen bigint not null,
  primary key (org_id, month, manager_id)
);
select liuhui_protect('manager_month');

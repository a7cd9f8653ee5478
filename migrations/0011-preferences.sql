-- What accounts keep about their screens: columns, saved views, a chosen map. Few and small by the contract.
create table account_preference (
  org_id uuid not null references org (org_id),
  account_id uuid not null,
  key text not null check (key <> ''),
  value jsonb not null,
  updated_at timestamptz not null,
  primary key (org_id, account_id, key),
  foreign key (org_id, account_id) references account (org_id, account_id)
);

select liuhui_protect('account_preference');

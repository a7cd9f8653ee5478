-- The ground of every schema: the application's role, tenancy, and which migrations ran.
-- Runs as the database's owner, who need not be a superuser. Rules: docs/mechanisms/database.md.

-- One role for all requests, without login: a transaction becomes it with SET LOCAL ROLE. Roles belong to the whole
-- cluster, so another of our databases may have made it already, perhaps at this very moment.
do $$
begin
  if not exists (select from pg_roles where rolname = 'liuhui_app') then
    create role liuhui_app nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  end if;
exception when duplicate_object or unique_violation then
  null;
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'liuhui_app' and (rolsuper or rolbypassrls)) then
    raise exception 'the role liuhui_app must be neither superuser nor above row-level security';
  end if;
  -- Tried rather than looked up: whether a member may become the role is asked differently from PostgreSQL 16 on.
  begin
    set local role liuhui_app;
    reset role;
  exception when insufficient_privilege then
    execute format('grant liuhui_app to %I', current_user);
  end;
end $$;

revoke create on schema public from public;
grant usage on schema public to liuhui_app;
alter default privileges revoke execute on functions from public;

create table schema_migration (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null
);

-- The company of the running transaction; null, and so no rows at all, when none was set.
create function current_org() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.org_id', true), '')::uuid;
grant execute on function current_org() to liuhui_app;

-- Puts a table with an org_id under tenancy; call it once after creating the table. Requests see and write the rows
-- of their own company only; the owner, too, sees rows only in a transaction that says it does maintenance.
-- `privileges` is what requests may do: an append-only table asks for 'select, insert'.
-- A partition gets no privileges: requests reach it through its parent.
create function liuhui_protect(table_name regclass, privileges text default 'select, insert, update, delete')
  returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format('alter table %s force row level security', table_name);
  execute format('drop policy if exists own_company on %s', table_name);
  -- The subquery is worked out once a statement; the bare function once a row, which makes a scan three times as long.
  execute format('create policy own_company on %s to liuhui_app using (org_id = (select current_org()))', table_name);
  execute format('drop policy if exists maintenance on %s', table_name);
  execute format(
    'create policy maintenance on %s to %I using (current_setting(''app.maintenance'', true) = ''on'')',
    table_name, current_user);
  execute format('revoke all on %s from public', table_name);
  if not (select relispartition from pg_class where oid = table_name) then
    execute format('grant %s on %s to liuhui_app', privileges, table_name);
  end if;
end $$;

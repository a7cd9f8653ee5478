import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * Tables outside tenancy: the list of companies itself and our own book-keeping. Requests may read them at most.
 * Every other table carries org_id. A new name here is a design decision.
 */
export const TABLES_OUTSIDE_TENANCY: readonly string[] = ['org', 'schema_migration']

/**
 * Reads the catalogue and says, one line each, where the schema leaves the rules that keep companies apart and let
 * the tables be spread over machines: org_id first in every key, row-level security enabled, forced and with our
 * policy only, no triggers, sequences or definer functions, nothing for PUBLIC, nothing owned by the application.
 */
export async function findSchemaFaults(
  database: Database,
  outside: readonly string[] = TABLES_OUTSIDE_TENANCY,
): Promise<string[]> {
  return database.asOwner(
    async (tx) => {
      const faults: string[] = []
      for (const query of checks(outside)) {
        const { rows } = await query.execute(tx)
        faults.push(...rows.map(({ fault }) => fault))
      }
      return faults
    },
    { readOnly: true },
  )
}

type Check = RawBuilder<{ fault: string }>

function checks(outside: readonly string[]): Check[] {
  const own = ownTables(outside)
  return [
    ...tableChecks(own, outside),
    ...keyChecks(own),
    ...securityChecks(own),
    ...forbiddenObjectChecks(),
    ...roleChecks(),
  ]
}

/** Ours: no system schemas, nothing an extension brought. Partitions follow their parents and are checked apart. */
const ownTables = (outside: readonly string[]) => sql`
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.relname <> all (${outside}::text[])
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id') as has_org
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

function tableChecks(own: RawBuilder<unknown>, outside: readonly string[]): Check[] {
  return [
    sql`with own as (${own})
      select 'table ' || relname || ' has no org_id and is not on the list of tables outside tenancy' as fault
      from own where not has_org and relname <> all (${outside}::text[]) order by 1`,
    sql`with own as (${own})
      select 'table ' || relname || ' lies outside tenancy, and requests may ' || lower(g.privilege_type) as fault
      from own cross join aclexplode(own.relacl) g join pg_roles r on r.oid = g.grantee
      where relname = any (${outside}::text[]) and r.rolname = 'liuhui_app' and g.privilege_type <> 'SELECT' order by 1`,
    sql`with own as (${own})
      select 'table ' || relname || ': org_id must be uuid and not null' as fault
      from own join pg_attribute a on a.attrelid = own.oid and a.attname = 'org_id'
      where has_org and (a.atttypid <> 'uuid'::regtype or not a.attnotnull) order by 1`,
    sql`with own as (${own})
      select 'table ' || relname || ' has no primary key' as fault
      from own where not exists (select from pg_index i where i.indrelid = own.oid and i.indisprimary) order by 1`,
  ]
}

function keyChecks(own: RawBuilder<unknown>): Check[] {
  return [
    sql`with own as (${own})
      select 'index ' || ic.relname || ' of ' || own.relname || ' is unique without org_id as its first column' as fault
      from own join pg_index i on i.indrelid = own.oid join pg_class ic on ic.oid = i.indexrelid
      left join pg_attribute a on a.attrelid = own.oid and a.attnum = i.indkey[0]
      where has_org and (i.indisunique or i.indisexclusion) and a.attname is distinct from 'org_id' order by 1`,
    sql`with own as (${own})
      select 'foreign key ' || k.conname || ' of ' || own.relname || ' does not begin with org_id on both sides' as fault
      from own join pg_constraint k on k.conrelid = own.oid and k.contype = 'f'
      join own target on target.oid = k.confrelid
      join pg_attribute a on a.attrelid = own.oid and a.attnum = k.conkey[1]
      join pg_attribute b on b.attrelid = target.oid and b.attnum = k.confkey[1]
      where target.has_org and (a.attname <> 'org_id' or b.attname <> 'org_id') order by 1`,
    sql`with own as (${own})
      select 'foreign key ' || k.conname || ' of ' || own.relname ||
             ' would empty org_id: name the columns, as in on delete set null (person_id)' as fault
      from own join pg_constraint k on k.conrelid = own.oid and k.contype = 'f'
      join pg_attribute a on a.attrelid = own.oid and a.attname = 'org_id' and a.attnum = any (k.conkey)
      where (k.confdeltype in ('n', 'd') and (k.confdelsetcols is null or a.attnum = any (k.confdelsetcols)))
         or k.confupdtype in ('n', 'd') order by 1`,
  ]
}

/** The policy of `liuhui_protect` as the catalogue prints it. */
const OWN_COMPANY = '(org_id = ( SELECT current_org() AS current_org))'

function securityChecks(own: RawBuilder<unknown>): Check[] {
  return [
    sql`with own as (${own})
      select 'table ' || relname || ': row-level security is not enabled and forced (call liuhui_protect)' as fault
      from own where has_org and not (relrowsecurity and relforcerowsecurity) order by 1`,
    sql`with own as (${own})
      select 'table ' || relname || ' has no policy own_company (call liuhui_protect)' as fault
      from own where has_org and not exists (
        select from pg_policy p where p.polrelid = own.oid and p.polname = 'own_company') order by 1`,
    sql`with own as (${own})
      select 'policy ' || p.polname || ' of ' || own.relname || ' lets requests beyond their own company' as fault
      from own join pg_policy p on p.polrelid = own.oid
      where has_org and p.polpermissive
        and (0 = any (p.polroles) or (select oid from pg_roles where rolname = 'liuhui_app') = any (p.polroles))
        and (pg_get_expr(p.polqual, p.polrelid) is distinct from ${OWN_COMPANY}
          or coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ${OWN_COMPANY}) <> ${OWN_COMPANY})
      order by 1`,
    sql`select 'partition ' || c.relname || ' can be reached past its parent: revoke privileges, protect it' as fault
      from pg_class c
      where c.relispartition and c.relkind in ('r', 'p') and (
        not (c.relrowsecurity and c.relforcerowsecurity) or exists (
          select from aclexplode(c.relacl) g where g.grantee = (select oid from pg_roles where rolname = 'liuhui_app')))
      order by 1`,
    sql`select 'view ' || c.relname || ' runs with its owner''s rights: create it with (security_invoker = true)' as fault
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by 1`,
    sql`select 'materialised view ' || c.relname || ' is beyond row-level security: use a table' as fault
      from pg_class c where c.relkind = 'm' order by 1`,
  ]
}

function forbiddenObjectChecks(): Check[] {
  return [
    sql`select 'trigger ' || t.tgname || ' on ' || c.relname || ': triggers are not used' as fault
      from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal order by 1`,
    sql`select 'sequence ' || c.relname || ': ids are made by the application' as fault
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S' and n.nspname !~ '^pg_' order by 1`,
    sql`select 'function ' || p.proname || ' is security definer' as fault
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
      order by 1`,
  ]
}

function roleChecks(): Check[] {
  return [
    sql`select 'public has ' || string_agg(g.privilege_type, ', ' order by g.privilege_type) || ' on ' || c.relname as fault
      from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join aclexplode(c.relacl) g
      where g.grantee = 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      group by c.relname order by 1`,
    sql`select 'public may create objects in schema ' || n.nspname as fault
      from pg_namespace n cross join aclexplode(n.nspacl) g
      where g.grantee = 0 and g.privilege_type = 'CREATE' order by 1`,
    sql`select 'role liuhui_app must have no login and be neither superuser nor above row-level security' as fault
      from pg_roles where rolname = 'liuhui_app' and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole)`,
    sql`select 'role liuhui_app is a member of ' || granted.rolname as fault
      from pg_auth_members m join pg_roles granted on granted.oid = m.roleid join pg_roles app on app.oid = m.member
      where app.rolname = 'liuhui_app' order by 1`,
    sql`select 'role liuhui_app owns ' || owned.name as fault
      from (select relname as name, relowner as owner from pg_class union all select proname, proowner from pg_proc
            union all select nspname, nspowner from pg_namespace) owned
      join pg_roles r on r.oid = owned.owner where r.rolname = 'liuhui_app' order by 1`,
  ]
}

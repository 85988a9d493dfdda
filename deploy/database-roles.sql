-- The roles of a stack's database: pvs_owner changes the schema (./pvs migrate), pvs_writer writes the catalogue (the
-- registrar), pvs_reader reads it (everybody else). A superuser runs this in the stack's database, before the first
-- migration or later, as often as they like:
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -f deploy/database-roles.sql
--   psql "$ADMIN_URL" -c '\password pvs_owner' -c '\password pvs_writer' -c '\password pvs_reader'

do $$
declare
  name text;
begin
  foreach name in array array['pvs_owner', 'pvs_writer', 'pvs_reader'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I login', name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), name);
  end loop;
end $$;

-- Whoever reads cannot write, whatever it may be granted one day.
alter role pvs_reader set default_transaction_read_only = on;

-- Needs a superuser, so that the first migration finds it.
create extension if not exists postgis;
create extension if not exists btree_gist;
create extension if not exists pg_trgm;

revoke create on schema public from public;
grant usage, create on schema public to pvs_owner;
grant usage on schema public to pvs_writer, pvs_reader;

-- What migrations will make.
alter default privileges for role pvs_owner in schema public
  grant select, insert, update, delete on tables to pvs_writer;
alter default privileges for role pvs_owner in schema public
  grant select on tables to pvs_reader;
alter default privileges for role pvs_owner in schema public
  grant usage, select on sequences to pvs_writer;
alter default privileges for role pvs_owner in schema public
  grant select on sequences to pvs_reader;

-- What a migration made before there were roles; what belongs to an extension stays as it is.
do $$
declare
  thing record;
begin
  for thing in
    select c.relname as name, c.relkind as kind from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
  loop
    execute format('alter table public.%I owner to pvs_owner', thing.name);
    execute format('grant select, insert, update, delete on public.%I to pvs_writer', thing.name);
    execute format('grant select on public.%I to pvs_reader', thing.name);
  end loop;
  for thing in
    -- A sequence of a column went with its table.
    select c.relname as name, exists (
      select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    ) as is_of_column
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
  loop
    if not thing.is_of_column then
      execute format('alter sequence public.%I owner to pvs_owner', thing.name);
    end if;
    execute format('grant usage, select on sequence public.%I to pvs_writer', thing.name);
    execute format('grant select on sequence public.%I to pvs_reader', thing.name);
  end loop;
  for thing in
    select p.oid::regprocedure as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
  loop
    execute format('alter routine %s owner to pvs_owner', thing.name);
  end loop;
end $$;

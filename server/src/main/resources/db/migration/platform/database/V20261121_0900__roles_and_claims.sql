-- The roles statements run as, the claims functions that policies rest on, and the one way a table gets its walls.
-- Source: the SQL environment that Supabase front ends expect, and the rule that row-level security decides.

create schema if not exists atelier;
create schema if not exists auth;
create schema if not exists extensions;

do $$
declare
  may_bypass boolean := (select rolsuper or rolbypassrls from pg_roles where rolname = current_user);
begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'atelier_system') then
    create role atelier_system nologin noinherit;
  end if;
  -- A managed database may not let us give BYPASSRLS away; protect() below writes policies that do the same for our tables.
  if may_bypass then
    alter role service_role bypassrls;
  end if;
end
$$;

-- atelier_server is the role of the connection pool; the server creates it with a derived password before it migrates.
-- It owns nothing and inherits nothing: a statement that did not choose a role fails.
grant anon, authenticated, service_role, atelier_system to atelier_server;

grant usage on schema atelier to atelier_system;
grant usage on schema auth, extensions, public to anon, authenticated, service_role, atelier_system;
revoke create on schema public from public;

create function auth.jwt() returns jsonb language sql stable
  as $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;

-- A subject need not be a UUID (tokens of third parties): never cast eagerly.
create function auth.uid() returns uuid language sql stable
  as $$
    select case when claim ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then claim::uuid end
    from (select auth.jwt() ->> 'sub' as claim) as claims
  $$;

create function auth.role() returns text language sql stable as $$ select auth.jwt() ->> 'role' $$;
create function auth.email() returns text language sql stable as $$ select auth.jwt() ->> 'email' $$;

-- Walls of a table: row-level security enabled and forced, the system sees all. Grants and policies for people stay in the
-- migration that creates the table, beside it. The role that migrates stands behind our definer functions too: where it is no
-- superuser it needs a way in by name.
create function atelier.protect(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('grant select, insert, update, delete on %s to atelier_system', target);
  execute format('create policy system_all on %s for all to atelier_system using (true) with check (true)', target);
  execute format('create policy service_all on %s for all to service_role using (true) with check (true)', target);
  execute format('create policy owner_all on %s for all to %I using (true) with check (true)', target, session_user);
end
$$;

-- Keeps updated_at true, whoever writes, and growing with every version, so that of two versions the later one is known.
create function atelier.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  return new;
end
$$;

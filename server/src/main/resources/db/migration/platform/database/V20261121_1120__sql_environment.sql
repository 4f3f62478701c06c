-- The SQL environment that Supabase front ends' own migrations rest on: the role postgres, which they run as and name, the
-- role authenticator, and what postgres makes in public being granted to the roles of the API, where policies decide.
-- Our own tables stay with the role that migrates; postgres is no member of it, so it can refer to them and not change them.

do $$
declare
  may_bypass boolean := (select rolsuper or rolbypassrls from pg_roles where rolname = current_user);
  is_super boolean := (select rolsuper from pg_roles where rolname = current_user);
  mark constant text := 'made by Atelier: the operator''s SQL';
begin
  if to_regrole('authenticator') is null then
    create role authenticator nologin noinherit;
    grant anon, authenticated, service_role to authenticator;
  end if;
  if to_regrole('postgres') is null then
    create role postgres nologin;
    execute format('comment on role postgres is %L', mark);
    grant anon, authenticated, service_role to postgres;
    if may_bypass then
      alter role postgres bypassrls;
    end if;
    if not is_super then
      execute format('grant postgres to %I', current_user);
    end if;
  end if;
  -- A database of the operator's own may have a postgres already, often its superuser: it is left as it is, and ./atelier sql
  -- refuses there.
  if shobj_description(to_regrole('postgres')::oid, 'pg_authid') is distinct from mark then
    return;
  end if;
  grant usage, create on schema public, extensions to postgres;
  grant usage on schema auth to postgres;
  grant select, references, trigger on auth.users to postgres;
  grant select, references on all tables in schema public to postgres;
  alter default privileges in schema public grant select, references on tables to postgres;
  alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
  alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;
end
$$;

-- Front ends call these without making them. A database of the operator's own may lack them.
do $$
begin
  create extension if not exists "uuid-ossp" with schema extensions;
  create extension if not exists pgcrypto with schema extensions;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise notice 'without the extensions uuid-ossp and pgcrypto';
end
$$;

-- What front ends hear by postgres_changes: the tables that somebody put into the publication supabase_realtime, as the SQL of
-- front ends does it (alter publication supabase_realtime add table ...). It is empty: the tables of the house are heard by
-- atelier_feed and known by name, so that a script that drops and makes the publication anew takes nothing away. It belongs to the
-- role postgres, as whom such scripts run. Source: the SQL environment that Supabase front ends expect.

do $$
declare
  -- Rows of a partitioned table are heard under its own name; stored generated columns are told where the log has them.
  options constant text := 'publish = ''insert, update, delete'', publish_via_partition_root = true'
    || case when current_setting('server_version_num')::int >= 180000 then ', publish_generated_columns = stored' else '' end;
begin
  -- A database of the operator's own may have it already.
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    execute format('create publication supabase_realtime with (%s)', options);
  end if;
  execute format('alter publication atelier_feed set (%s)', options);
  if shobj_description(to_regrole('postgres')::oid, 'pg_authid') is distinct from 'made by Atelier: the operator''s SQL' then
    return;
  end if;
  begin
    execute format('grant create on database %I to postgres', current_database());
    alter publication supabase_realtime owner to postgres;
  exception when insufficient_privilege then
    raise notice 'the publication supabase_realtime stays with %', current_user;
  end;
end
$$;

-- Says in the log that tables, policies or rights change, in the transaction in which they do: whoever reads the log then knows
-- which changes of rows were made under which policy. Needs a superuser; without one the server looks each time.
create function atelier.say_redefined() returns event_trigger language plpgsql security definer set search_path = '' as $$
begin
  perform pg_catalog.pg_logical_emit_message(true, 'atelier_redefined', tg_tag);
end
$$;
revoke execute on function atelier.say_redefined() from public;

do $$
begin
  create event trigger atelier_redefined on ddl_command_end execute function atelier.say_redefined();
exception when insufficient_privilege then
  raise notice 'no event trigger: the owner is no superuser';
end
$$;

-- Tells the data API that the schema has changed: the notification that PostgREST's users know. Needs a superuser; without one
-- `notify pgrst` is said by hand, and a name the API does not know makes it look again by itself.

create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql as $$
begin
  notify pgrst, 'reload schema';
end
$$;

do $$
begin
  create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
  create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_ddl_watch();
exception when insufficient_privilege then
  raise notice 'no event trigger: the owner is no superuser';
end
$$;

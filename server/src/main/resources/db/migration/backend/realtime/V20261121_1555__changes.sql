-- What postgres_changes asks the database: who sees a changed row where the policies are of a kind that the server does not
-- evaluate by itself, and which names a table is also known by.

-- For each audience the places of those keys whose row it sees. The question is a statement that takes the keys and answers with
-- places; it runs with the role and claims of the audience, so the policies of the table decide. Invoker: whoever calls it can take
-- these roles anyway. An audience for whom it fails sees nothing.
create function atelier.visible_to(question text, keys jsonb, roles text[], claims text[])
  returns table (audience integer, place integer) language plpgsql volatile as $$
declare
  asking constant text := current_setting('role');
  found integer[];
begin
  for i in 1 .. cardinality(roles) loop
    begin
      perform set_config('role', roles[i], true), set_config('request.jwt.claims', claims[i], true);
      execute question into found using keys;
    exception when others then
      found := '{}';
    end;
    perform set_config('role', asking, true);
    audience := i;
    foreach place in array found loop
      return next;
    end loop;
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;
revoke execute on function atelier.visible_to(text, jsonb, text[], text[]) from public;
grant execute on function atelier.visible_to(text, jsonb, text[], text[]) to atelier_system;

-- Views that are another name of a table, so that realtime speaks of them too: a change of the base is told under the view's name
-- and columns. The view's own definition is applied to the changed row, so it names its base once and looks at nothing else; its
-- rows are seen by whoever sees those of the base (security_invoker). A view is entered by the migration that makes it.
create table atelier.named_views (
  view_schema  text    not null default 'public',
  view_name    text    not null,
  base_schema  text    not null default 'public',
  base_table   text    not null,
  key          text[]  not null default '{id}' constraint key_not_empty check (cardinality(key) > 0),  -- columns of both
  trashed      text,                                                       -- the base's column that, once set, takes a row out of the view
  primary key (view_schema, view_name)
);
select atelier.protect('atelier.named_views');

-- What is known by its own name or another's, and who is in which organisation with which rights.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['public.assets', 'public.memberships', 'public.orgs', 'public.users', 'public.user_api_keys',
                                'public.workspaces', 'auth.role_permissions'] loop
    if not exists (select from pg_publication_tables
                   where pubname = 'atelier_feed' and format('%I.%I', schemaname, tablename) = wanted) then
      execute format('alter publication atelier_feed add table %s', wanted);
    end if;
  end loop;
end
$$;

insert into atelier.named_views (view_name, base_table) values ('profiles', 'users');

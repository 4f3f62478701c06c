-- Workspaces: where somebody works within a project (C18, C24). A workspace belongs to whomever its project belongs to.

insert into auth.role_permissions (role, permission)
values ('viewer', 'workspaces.read'), ('member', 'workspaces.read'), ('admin', 'workspaces.read'), ('owner', 'workspaces.read'),
       ('member', 'workspaces.create'), ('admin', 'workspaces.create'), ('owner', 'workspaces.create'),
       ('admin', 'workspaces.update'), ('owner', 'workspaces.update');

-- So that front ends can embed: projects(*, users(name)).
alter table public.projects
  add constraint projects_profile_fkey foreign key (user_id) references public.users on delete cascade;

create table public.workspaces (
  id          uuid          primary key default atelier.new_id(),
  project_id  uuid          references public.projects on delete cascade,
  user_id     uuid          not null default auth.uid() references public.users on delete cascade,
  org_id      uuid          references public.orgs on delete cascade,
  name        varchar(255)  not null constraint name_length check (length(btrim(name)) between 1 and 255),
  description text          constraint description_length check (length(description) <= 4000),
  settings    jsonb         not null default '{}' constraint settings_is_object check (jsonb_typeof(settings) = 'object')
                            constraint settings_length check (length(settings::text) <= 65536),
  created_at  timestamptz   not null default now(),
  updated_at  timestamptz   not null default now()
);
create index workspaces_user_idx on public.workspaces (user_id, id desc);
create index workspaces_project_idx on public.workspaces (project_id) where project_id is not null;
create index workspaces_org_idx on public.workspaces (org_id) where org_id is not null;
select atelier.protect('public.workspaces');
create trigger workspaces_touch before update on public.workspaces for each row execute function atelier.touch();

-- The organisation is the project's, whatever was sent; a project that the caller cannot see does not exist.
create function atelier.place_workspace() returns trigger language plpgsql as $$
begin
  if new.project_id is null then
    new.org_id := null;
    return new;
  end if;
  select p.org_id into new.org_id from public.projects p where p.id = new.project_id;
  if not found then
    raise exception 'There is no project of yours with this id.' using errcode = 'foreign_key_violation';
  end if;
  return new;
end
$$;
create trigger workspaces_place before insert or update of project_id on public.workspaces
  for each row execute function atelier.place_workspace();

grant select, delete, insert (id, project_id, user_id, name, description, settings),
      update (project_id, name, description, settings) on public.workspaces to authenticated;
grant select, insert, update, delete on public.workspaces to service_role;
create policy workspaces_read on public.workspaces for select to authenticated
  using ((user_id = (select auth.uid()) and org_id is null)
         or org_id = any ((select auth.permitted_orgs('workspaces.read'))::uuid[]));
create policy workspaces_insert on public.workspaces for insert to authenticated
  with check (user_id = (select auth.uid())
              and (org_id is null or org_id = any ((select auth.permitted_orgs('workspaces.create'))::uuid[])));
create policy workspaces_update on public.workspaces for update to authenticated
  using ((user_id = (select auth.uid())
          and (org_id is null or org_id = any ((select auth.permitted_orgs('workspaces.create'))::uuid[])))
         or org_id = any ((select auth.permitted_orgs('workspaces.update'))::uuid[]))
  with check ((user_id = (select auth.uid())
               and (org_id is null or org_id = any ((select auth.permitted_orgs('workspaces.create'))::uuid[])))
              or org_id = any ((select auth.permitted_orgs('workspaces.update'))::uuid[]));
create policy workspaces_delete on public.workspaces for delete to authenticated
  using ((user_id = (select auth.uid())
          and (org_id is null or org_id = any ((select auth.permitted_orgs('workspaces.create'))::uuid[])))
         or org_id = any ((select auth.permitted_orgs('workspaces.update'))::uuid[]));

create function atelier.hand_over_workspaces() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.workspaces set user_id = auth.heir(org_id, old.id)
   where user_id = old.id and org_id is not null and auth.heir(org_id, old.id) is not null;
  return old;
end
$$;
revoke execute on function atelier.hand_over_workspaces() from public;
create trigger users_hand_over_workspaces before delete on auth.users
  for each row execute function atelier.hand_over_workspaces();

-- Projects of an organisation by the one table of permissions; a person who is no member any more has no way back. Front ends
-- that insert need not bring an id or say who they are, and cannot say that they are somebody else (B157).

alter table public.projects
  alter column id set default atelier.new_id(),
  alter column user_id set default auth.uid();

drop policy projects_read on public.projects;
drop policy projects_insert on public.projects;
drop policy projects_update on public.projects;
drop policy projects_delete on public.projects;
create policy projects_read on public.projects for select to authenticated
  using ((user_id = (select auth.uid()) and org_id is null)
         or org_id = any ((select auth.permitted_orgs('projects.read'))::uuid[]));
create policy projects_insert on public.projects for insert to authenticated
  with check (user_id = (select auth.uid())
              and (org_id is null or org_id = any ((select auth.permitted_orgs('projects.create'))::uuid[])));
-- Who made one for an organisation may change it while a member.
create policy projects_update on public.projects for update to authenticated
  using ((user_id = (select auth.uid())
          and (org_id is null or org_id = any ((select auth.permitted_orgs('projects.create'))::uuid[])))
         or org_id = any ((select auth.permitted_orgs('projects.update'))::uuid[]))
  with check ((user_id = (select auth.uid())
               and (org_id is null or org_id = any ((select auth.permitted_orgs('projects.create'))::uuid[])))
              or org_id = any ((select auth.permitted_orgs('projects.update'))::uuid[]));
create policy projects_delete on public.projects for delete to authenticated
  using ((user_id = (select auth.uid())
          and (org_id is null or org_id = any ((select auth.permitted_orgs('projects.create'))::uuid[])))
         or org_id = any ((select auth.permitted_orgs('projects.delete'))::uuid[]));

create function atelier.hand_over_projects() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.projects set user_id = auth.heir(org_id, old.id)
   where user_id = old.id and org_id is not null and auth.heir(org_id, old.id) is not null;
  return old;
end
$$;
revoke execute on function atelier.hand_over_projects() from public;
create trigger users_hand_over_projects before delete on auth.users
  for each row execute function atelier.hand_over_projects();

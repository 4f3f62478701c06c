-- Assets of an organisation by the one table of permissions, and kept by it when the person who made them goes.

drop policy assets_read on public.assets;
create policy assets_read on public.assets for select to authenticated
  using ((user_id = (select auth.uid()) and org_id is null)
         or org_id = any ((select auth.permitted_orgs('assets.read'))::uuid[]));

create function atelier.hand_over_assets() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.assets set user_id = auth.heir(org_id, old.id)
   where user_id = old.id and org_id is not null and auth.heir(org_id, old.id) is not null;
  return old;
end
$$;
revoke execute on function atelier.hand_over_assets() from public;
create trigger users_hand_over_assets before delete on auth.users
  for each row execute function atelier.hand_over_assets();

-- Nothing asks for a role by rank any more.
drop function auth.org_ids(text);

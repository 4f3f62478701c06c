-- Objects of an organisation by the one table of permissions, and kept by it when the person who made them goes.

drop policy objects_read on storage.objects;
create policy objects_read on storage.objects for select to authenticated
  using ((owner_id = (select auth.uid())::text and org_id is null)
         or org_id = any ((select auth.permitted_orgs('assets.read'))::uuid[]));

create function storage.hand_over() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update storage.objects
     set owner = auth.heir(org_id, old.id), owner_id = auth.heir(org_id, old.id)::text
   where owner_id = old.id::text and org_id is not null and auth.heir(org_id, old.id) is not null;
  return old;
end
$$;
revoke execute on function storage.hand_over() from public;
create trigger users_hand_over_objects before delete on auth.users for each row execute function storage.hand_over();

-- Generations of an organisation by the one table of permissions, and kept by it when the person who ran them goes.

drop policy generations_read on public.generations;
drop policy generations_update on public.generations;
create policy generations_read on public.generations for select to authenticated
  using ((user_id = (select auth.uid()) and org_id is null)
         or org_id = any ((select auth.permitted_orgs('generations.read'))::uuid[]));
create policy generations_update on public.generations for update to authenticated
  using ((user_id = (select auth.uid())
          and (org_id is null or org_id = any ((select auth.permitted_orgs('generations.create'))::uuid[])))
         or org_id = any ((select auth.permitted_orgs('generations.update'))::uuid[]))
  with check ((user_id = (select auth.uid())
               and (org_id is null or org_id = any ((select auth.permitted_orgs('generations.create'))::uuid[])))
              or org_id = any ((select auth.permitted_orgs('generations.update'))::uuid[]));

-- Of two retries of one generation only one can be the heir's; the other stands alone.
create function atelier.hand_over_generations() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  with handed as (
    update public.generations g
       set user_id = auth.heir(g.org_id, old.id),
           retry_of = case when exists (select from public.generations twin
                                        where twin.retry_of = g.retry_of and twin.user_id = auth.heir(g.org_id, old.id))
                           then null else g.retry_of end
     where g.user_id = old.id and g.org_id is not null and auth.heir(g.org_id, old.id) is not null
    returning g.id, g.user_id
  )
  update atelier.generation_runs r set user_id = handed.user_id from handed where r.generation_id = handed.id;
  return old;
end
$$;
revoke execute on function atelier.hand_over_generations() from public;
create trigger users_hand_over_generations before delete on auth.users
  for each row execute function atelier.hand_over_generations();

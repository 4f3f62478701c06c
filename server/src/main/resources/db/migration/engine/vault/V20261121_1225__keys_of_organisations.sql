-- Provider keys that belong to an organisation, by the one table of permissions.

drop policy user_api_keys_read on public.user_api_keys;
create policy user_api_keys_read on public.user_api_keys for select to authenticated
  using (user_id = (select auth.uid()) or org_id = any ((select auth.permitted_orgs('provider_keys.read'))::uuid[]));

-- The audit log of an organisation says what became of an invitation, and what an organisation was called before. Whoever ends an
-- invitation says how in `organisations.invitation`; without a word it was withdrawn.

create or replace function auth.audit_org_change() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  by_role text := current_setting('role', true);
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) else '{}' end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) else '{}' end;
  either jsonb := before || after;
  done text := case tg_op when 'INSERT' then 'made' when 'UPDATE' then 'changed' else 'removed' end;
begin
  if tg_op = 'UPDATE' and before - 'updated_at' = after - 'updated_at' then
    return null;
  end if;
  if tg_table_name = 'org_invitations' then
    done := case when tg_op = 'DELETE' then coalesce(nullif(current_setting('organisations.invitation', true), ''), 'withdrawn')
                 else 'sent' end;
  end if;
  insert into atelier.audit_entries (id, actor, actor_role, action, subject, detail)
  values (
    atelier.new_id(),
    (select pseudonym from atelier.pseudonyms where user_id = (select auth.uid())),
    case when by_role in ('anon', 'authenticated', 'service_role') then by_role else 'system' end,
    case tg_table_name when 'orgs' then 'organisations.organisation_' when 'memberships' then 'organisations.member_'
                       else 'organisations.invitation_' end || done,
    'organisation ' || coalesce(either ->> 'org_id', either ->> 'id'),
    jsonb_strip_nulls(jsonb_build_object(
      'member', (select pseudonym from atelier.pseudonyms where user_id = (either ->> 'user_id')::uuid),
      'role', coalesce(after ->> 'role', before ->> 'role'),
      'role_before', case when tg_op = 'UPDATE' and before ->> 'role' is distinct from after ->> 'role' then before ->> 'role' end,
      'name', case when tg_table_name = 'orgs' then coalesce(after ->> 'name', before ->> 'name') end,
      'name_before', case when tg_table_name = 'orgs' and tg_op = 'UPDATE'
                               and before ->> 'name' is distinct from after ->> 'name' then before ->> 'name' end)));
  return null;
end
$$;
revoke execute on function auth.audit_org_change() from public;

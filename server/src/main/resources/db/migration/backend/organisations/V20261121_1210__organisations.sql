-- Organisations as people make and run them (B196): a person makes one and owns it, asks others in by mail, gives roles. What a
-- role may do comes from auth.role_permissions alone. An organisation always has an owner.

alter table public.orgs
  alter column id set default atelier.new_id(),
  alter column created_by set default auth.uid();
grant insert (id, name), update (name), delete on public.orgs to authenticated;
drop policy orgs_read on public.orgs;
-- Its maker sees it in the answer to the INSERT too, when the membership made beside it is not visible to the statement yet.
create policy orgs_read on public.orgs for select to authenticated
  using (id = any ((select auth.permitted_orgs('organisation.read'))::uuid[])
         or (created_by = (select auth.uid()) and created_at = now()));
create policy orgs_insert on public.orgs for insert to authenticated with check (created_by = (select auth.uid()));
create policy orgs_update on public.orgs for update to authenticated
  using (id = any ((select auth.permitted_orgs('organisation.update'))::uuid[]))
  with check (id = any ((select auth.permitted_orgs('organisation.update'))::uuid[]));
create policy orgs_delete on public.orgs for delete to authenticated
  using (id = any ((select auth.permitted_orgs('organisation.delete'))::uuid[]));

-- Names of members for the other members: a profile shows name, address and picture, nothing else of the account.
drop policy users_read on public.users;
create function auth.fellow_ids() returns uuid[] language sql stable security definer set search_path = ''
  as $$
    select coalesce(array_agg(distinct m.user_id), '{}')
    from public.memberships m
    where m.org_id = any (auth.permitted_orgs('members.read'))
  $$;
create policy users_read on public.users for select to authenticated
  using (id = (select auth.uid()) or id = any ((select auth.fellow_ids())::uuid[]));

-- So that front ends can embed the person of a membership: memberships(role, users(name)).
alter table public.memberships
  add constraint memberships_profile_fkey foreign key (user_id) references public.users on delete cascade;

grant update (role), delete on public.memberships to authenticated;
drop policy memberships_read on public.memberships;
create policy memberships_read on public.memberships for select to authenticated
  using (user_id = (select auth.uid()) or org_id = any ((select auth.permitted_orgs('members.read'))::uuid[]));
-- Who may give roles may not touch owners nor make one; who may manage owners may do both.
create policy memberships_update on public.memberships for update to authenticated
  using (org_id = any ((select auth.permitted_orgs('owners.manage'))::uuid[])
         or (role <> 'owner' and org_id = any ((select auth.permitted_orgs('members.update'))::uuid[])))
  with check (org_id = any ((select auth.permitted_orgs('owners.manage'))::uuid[])
              or (role <> 'owner' and org_id = any ((select auth.permitted_orgs('members.update'))::uuid[])));
create policy memberships_delete on public.memberships for delete to authenticated
  using (user_id = (select auth.uid())
         or org_id = any ((select auth.permitted_orgs('owners.manage'))::uuid[])
         or (role <> 'owner' and org_id = any ((select auth.permitted_orgs('members.remove'))::uuid[])));

-- Asked in, and not here yet. Only the hash of the link's token is kept; nobody but the server reads it.
create table public.org_invitations (
  id          uuid         primary key,                                    -- UUIDv7
  org_id      uuid         not null references public.orgs on delete cascade,
  email       text         not null constraint email_is_lower_case check (email = lower(email))
                           constraint email_length check (length(email) between 3 and 255),
  role        text         not null constraint role_known check (role in ('owner', 'admin', 'member', 'viewer')),
  invited_by  uuid         references auth.users on delete set null,
  token_hash  bytea        not null constraint org_invitations_token_unique unique
                           constraint token_hash_is_sha256 check (octet_length(token_hash) = 32),
  sent_at     timestamptz  not null default now(),
  expires_at  timestamptz  not null,
  created_at  timestamptz  not null default now(),
  constraint org_invitations_once unique (org_id, email)
);
create index org_invitations_invited_by_idx on public.org_invitations (invited_by);
create index org_invitations_email_idx on public.org_invitations (email);
create index org_invitations_expires_idx on public.org_invitations (expires_at);
select atelier.protect('public.org_invitations');
grant select (id, org_id, email, role, invited_by, sent_at, expires_at, created_at), delete
  on public.org_invitations to authenticated;
grant select (id, org_id, email, role, invited_by, sent_at, expires_at, created_at), delete
  on public.org_invitations to service_role;
create policy org_invitations_read on public.org_invitations for select to authenticated
  using (org_id = any ((select auth.permitted_orgs('invitations.manage'))::uuid[]));
create policy org_invitations_delete on public.org_invitations for delete to authenticated
  using (org_id = any ((select auth.permitted_orgs('invitations.manage'))::uuid[]));

-- Whoever makes an organisation owns it.
create function auth.own_new_org() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.created_by is not null then
    insert into public.memberships (org_id, user_id, role) values (new.id, new.created_by, 'owner');
  end if;
  return null;
end
$$;
create trigger orgs_owner after insert on public.orgs for each row execute function auth.own_new_org();

-- The last owner stays. A deeper trigger means that the organisation or the person goes as a whole. The organisation is
-- held, so that two owners who demote each other do it one after the other.
create function auth.keep_an_owner() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.role = 'owner' and pg_trigger_depth() = 1 and (tg_op = 'DELETE' or new.role <> 'owner') then
    perform from public.orgs where id = old.org_id for update;
    if not exists (select from public.memberships
                   where org_id = old.org_id and role = 'owner' and user_id <> old.user_id) then
      raise exception 'The last owner of an organisation cannot leave or take another role.'
        using errcode = 'PT409', hint = 'Make another member an owner first, or delete the organisation.';
    end if;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger memberships_keep_an_owner before update of role or delete on public.memberships
  for each row execute function auth.keep_an_owner();

-- Who takes over what somebody leaves behind in an organisation: of the others the highest role, then the longest there.
create function auth.heir(org uuid, leaving uuid) returns uuid language sql stable security definer set search_path = ''
  as $$
    select m.user_id
    from public.memberships m
    where m.org_id = heir.org and m.user_id <> heir.leaving
    order by array_position(array['owner', 'admin', 'member', 'viewer'], m.role), m.created_at, m.user_id
    limit 1
  $$;
revoke execute on function auth.heir(uuid, uuid), auth.own_new_org(), auth.keep_an_owner() from public;

-- A person goes: an organisation of nobody else goes along, one without another owner gets one. What rooms keep for an
-- organisation they hand to auth.heir() themselves, in triggers like this one. Invitations to the address are void.
create function auth.leave_orgs() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.orgs o
   where exists (select from public.memberships m where m.org_id = o.id and m.user_id = old.id)
     and auth.heir(o.id, old.id) is null;
  update public.memberships m set role = 'owner'
    from public.memberships mine
   where mine.user_id = old.id and mine.role = 'owner'
     and m.org_id = mine.org_id and m.user_id = auth.heir(mine.org_id, old.id)
     and m.role <> 'owner';
  delete from public.org_invitations where email = old.email;
  return old;
end
$$;
revoke execute on function auth.leave_orgs() from public;
-- Named to run after the triggers by which rooms hand over.
create trigger users_leave_orgs before delete on auth.users for each row execute function auth.leave_orgs();

-- Every change of organisations and memberships is on record, whichever way it is made (B154). People stand there by pseudonym.
-- It says what became of an invitation, and what an organisation was called before: whoever ends an invitation says how in
-- `organisations.invitation`; without a word it was withdrawn.

create function auth.audit_org_change() returns trigger language plpgsql security definer set search_path = '' as $$
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
create trigger orgs_audit after insert or update or delete on public.orgs
  for each row execute function auth.audit_org_change();
create trigger memberships_audit after insert or update or delete on public.memberships
  for each row execute function auth.audit_org_change();
create trigger org_invitations_audit after insert or update or delete on public.org_invitations
  for each row execute function auth.audit_org_change();

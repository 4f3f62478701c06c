-- People and what proves who they are: accounts, identities, sessions, access keys, signing keys, the state of the set-up,
-- and the organisations every owned table refers to (names of `auth` as GoTrue's clients and migrations know them; E26).

create table auth.users (
  id                  uuid         primary key,                            -- UUIDv7
  aud                 text         not null default 'authenticated',
  role                text         not null default 'authenticated',
  email               text         constraint users_email_unique unique
                                   constraint email_is_lower_case check (email = lower(email))
                                   constraint email_length check (length(email) between 3 and 255),
  phone               text         constraint users_phone_unique unique,
  encrypted_password  text,                                                -- Argon2id or bcrypt hash; null: cannot sign in by password
  email_confirmed_at  timestamptz,
  phone_confirmed_at  timestamptz,
  last_sign_in_at     timestamptz,
  raw_app_meta_data   jsonb        not null default '{}' constraint app_meta_data_is_object check (jsonb_typeof(raw_app_meta_data) = 'object'),
  raw_user_meta_data  jsonb        not null default '{}' constraint user_meta_data_is_object check (jsonb_typeof(raw_user_meta_data) = 'object'),
  is_anonymous        boolean      not null default false,
  banned_until        timestamptz,
  deleted_at          timestamptz,
  created_at          timestamptz  not null default now(),
  updated_at          timestamptz  not null default now()
);
select atelier.protect('auth.users');
create trigger users_touch before update on auth.users for each row execute function atelier.touch();

-- How a person may sign in: today by e-mail; providers of OAuth get their rows here too.
create table auth.identities (
  id               uuid         primary key,
  user_id          uuid         not null references auth.users on delete cascade,
  provider         text         not null,
  provider_id      text         not null,                                  -- the provider's subject; the user id for `email`
  identity_data    jsonb        not null default '{}',
  email            text         generated always as (lower(identity_data ->> 'email')) stored,
  last_sign_in_at  timestamptz,
  created_at       timestamptz  not null default now(),
  updated_at       timestamptz  not null default now(),
  constraint identities_provider_subject unique (provider_id, provider)
);
create index identities_user_idx on auth.identities (user_id);
select atelier.protect('auth.identities');
create trigger identities_touch before update on auth.identities for each row execute function atelier.touch();

-- One row per sign-in. It owns a family of refresh tokens: a token names the session and a counter and carries a keyed hash,
-- so no token is stored, the current one can be made again for a client that lost the answer, and an old one is recognised.
-- A browser's session also has a cookie, of which only the hash is here.
create table auth.sessions (
  id               uuid         primary key,
  user_id          uuid         not null references auth.users on delete cascade,
  aal              text         not null default 'aal1' constraint aal_known check (aal in ('aal1', 'aal2')),
  amr              jsonb        not null default '[]',                     -- [{"method","timestamp"}], most recent first
  refresh_counter  bigint       not null default 0 constraint refresh_counter_counts check (refresh_counter >= 0),
  refreshed_at     timestamptz  not null default now(),                    -- since when the current counter stands
  cookie_hash      bytea        constraint sessions_cookie_unique unique
                                constraint cookie_hash_is_sha256 check (octet_length(cookie_hash) = 32),
  idle_until       timestamptz  not null,                                  -- moves on with use
  not_after        timestamptz  not null,                                  -- never moves
  user_agent       text         constraint user_agent_length check (length(user_agent) <= 400),
  ip               inet,
  created_at       timestamptz  not null default now(),
  updated_at       timestamptz  not null default now()
);
create index sessions_user_idx on auth.sessions (user_id);
create index sessions_not_after_idx on auth.sessions (least(idle_until, not_after));
select atelier.protect('auth.sessions');
create trigger sessions_touch before update on auth.sessions for each row execute function atelier.touch();

-- The keys access tokens and project keys are signed with. The private half is sealed under the master key.
create table auth.signing_keys (
  kid              text         primary key,                               -- RFC 7638 thumbprint
  algorithm        text         not null constraint algorithm_known check (algorithm = 'ES256'),
  public_jwk       jsonb        not null,
  encrypted_key    text         not null,                                  -- five columns of a sealed secret
  encryption_iv    text         not null,
  encryption_salt  text         not null,
  wrapped_key      text         not null,
  key_version      text         not null,
  created_at       timestamptz  not null default now(),
  retired_at       timestamptz                                             -- verifies still, signs no more
);
select atelier.protect('auth.signing_keys');

-- State of this installation, one row: the one-time set-up code (hashed), its recent wrong tries, the switch for sign-up.
create table auth.instance (
  only_row            boolean      primary key default true constraint one_row check (only_row),
  setup_code_hash     bytea,
  setup_tries         integer      not null default 0,
  setup_tries_since   timestamptz  not null default now(),
  setup_completed_at  timestamptz,
  signup_enabled      boolean                                              -- null: as the setting says
);
insert into auth.instance default values;
select atelier.protect('auth.instance');

-- Keys for programs. Shown once; only the hash is kept.
create table atelier.access_keys (
  id            uuid         primary key,
  user_id       uuid         not null references auth.users on delete cascade,
  name          text         not null constraint name_length check (length(name) between 1 and 200),
  prefix        text         not null,                                     -- `atl_` and 4 characters
  last4         text         not null,
  key_hash      bytea        not null constraint access_keys_hash_unique unique
                             constraint key_hash_is_sha256 check (octet_length(key_hash) = 32),
  scopes        text[]       not null default '{*}',
  expires_at    timestamptz,
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  created_at    timestamptz  not null default now()
);
create index access_keys_user_idx on atelier.access_keys (user_id, id desc);
select atelier.protect('atelier.access_keys');

-- Who stands behind an entry of the ledger or the audit log. Those rows outlive the person; this one does not.
create table atelier.pseudonyms (
  user_id    uuid  primary key references auth.users on delete cascade,
  pseudonym  uuid  not null default gen_random_uuid() constraint pseudonyms_unique unique
);
select atelier.protect('atelier.pseudonyms');

-- The profile others' tables refer to and front ends read (E26).
create table public.users (
  id          uuid          primary key references auth.users on delete cascade,
  email       varchar(255)  constraint users_email_unique unique,
  name        varchar(255),
  avatar_url  text          constraint avatar_url_length check (length(avatar_url) <= 2048),
  created_at  timestamptz   not null default now(),
  updated_at  timestamptz   not null default now()
);
select atelier.protect('public.users');
create trigger users_touch before update on public.users for each row execute function atelier.touch();
grant select, update (name, avatar_url) on public.users to authenticated;
grant select, update on public.users to service_role;
create policy users_read on public.users for select to authenticated using (id = (select auth.uid()));
create policy users_write on public.users for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));

-- Keeps profile and pseudonym in step with the account, in the transaction that changes it.
create function auth.mirror_user() returns trigger language plpgsql as $$
declare
  called text := left(coalesce(new.raw_user_meta_data ->> 'name', new.raw_user_meta_data ->> 'full_name'), 255);
begin
  insert into public.users (id, email, name, avatar_url, created_at)
  values (new.id, new.email, called, left(new.raw_user_meta_data ->> 'avatar_url', 2048), new.created_at)
  on conflict (id) do update set
    email = excluded.email,
    name = case when new.raw_user_meta_data is distinct from old.raw_user_meta_data
                then coalesce(excluded.name, users.name) else users.name end,
    avatar_url = case when new.raw_user_meta_data is distinct from old.raw_user_meta_data
                      then coalesce(excluded.avatar_url, users.avatar_url) else users.avatar_url end;
  insert into atelier.pseudonyms (user_id) values (new.id) on conflict do nothing;
  return null;
end
$$;
create trigger users_mirror after insert or update of email, raw_user_meta_data on auth.users
  for each row execute function auth.mirror_user();

create table public.orgs (
  id          uuid         primary key,
  name        text         not null constraint name_length check (length(name) between 1 and 200),
  created_by  uuid         references auth.users on delete set null,
  created_at  timestamptz  not null default now(),
  updated_at  timestamptz  not null default now()
);
create index orgs_created_by_idx on public.orgs (created_by);

create table public.memberships (
  org_id      uuid         not null references public.orgs on delete cascade,
  user_id     uuid         not null references auth.users on delete cascade,
  role        text         not null constraint role_known check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at  timestamptz  not null default now(),
  updated_at  timestamptz  not null default now(),
  primary key (org_id, user_id)
);
create index memberships_user_idx on public.memberships (user_id, org_id);

-- The organisations in which the caller has at least this role, for policies: `org_id in (select auth.org_ids('viewer'))`.
-- Definer, because a policy on memberships that reads memberships would never end.
create function auth.org_ids(min_role text) returns setof uuid language sql stable security definer set search_path = ''
  as $$
    select org_id
    from public.memberships
    where user_id = (select auth.uid())
      and array_position(array['viewer', 'member', 'admin', 'owner'], role)
          >= array_position(array['viewer', 'member', 'admin', 'owner'], min_role)
  $$;

select atelier.protect('public.orgs');
create trigger orgs_touch before update on public.orgs for each row execute function atelier.touch();
grant select on public.orgs to authenticated;
grant select, insert, update, delete on public.orgs to service_role;
create policy orgs_read on public.orgs for select to authenticated using (id in (select auth.org_ids('viewer')));

select atelier.protect('public.memberships');
create trigger memberships_touch before update on public.memberships for each row execute function atelier.touch();
grant select on public.memberships to authenticated;
grant select, insert, update, delete on public.memberships to service_role;
create policy memberships_read on public.memberships for select to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('viewer')));

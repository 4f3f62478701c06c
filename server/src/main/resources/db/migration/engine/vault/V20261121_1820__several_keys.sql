-- Keys of organisations, several keys of the server, and who may use which. Of several keys that somebody may use the one
-- with the lowest position counts. 'listed' with nobody listed is a key that nobody may use.

insert into auth.role_permissions (role, permission)
values ('admin', 'provider_keys.manage'), ('owner', 'provider_keys.manage');

alter table public.user_api_keys
  add column position integer not null default 0 constraint position_range check (position between -1000000 and 1000000);

create table public.org_api_keys (
  id               uuid          primary key,                              -- UUIDv7; part of what the secret is bound to
  org_id           uuid          not null references public.orgs on delete cascade,
  provider         varchar(50)   not null constraint provider_form check (provider ~ '^[a-z0-9][a-z0-9_-]*$'),
  key_name         varchar(255)  not null constraint key_name_given check (length(key_name) > 0),
  last4            text          not null constraint last4_is_short check (length(last4) <= 4),
  base_url         text          constraint base_url_length check (length(base_url) <= 2048),
  header_names     text[]        not null default '{}',
  is_active        boolean       not null default true,
  position         integer       not null default 0 constraint position_range check (position between -1000000 and 1000000),
  access           text          not null default 'everyone' constraint access_known check (access in ('everyone', 'listed')),
  status           text          not null default 'unverified'
                                 constraint status_known check (status in ('valid', 'unverified', 'invalid')),
  last_checked_at  timestamptz,
  last_error       text          constraint last_error_length check (length(last_error) <= 1000),
  last_used_at     timestamptz,
  created_at       timestamptz   not null default now(),
  updated_at       timestamptz   not null default now(),
  constraint org_api_keys_name_unique unique (org_id, provider, key_name)
);
select atelier.protect('public.org_api_keys');
grant select on public.org_api_keys to authenticated, service_role;
create policy org_api_keys_read on public.org_api_keys for select to authenticated
  using (org_id = any ((select auth.permitted_orgs('provider_keys.read'))::uuid[]));

create table atelier.org_api_key_secrets (
  id               uuid  primary key references public.org_api_keys on delete cascade,
  encrypted_key    text  not null,
  encryption_iv    text  not null,
  encryption_salt  text  not null,
  wrapped_key      text  not null,
  key_version      text  not null
);
create index org_api_key_secrets_version_idx on atelier.org_api_key_secrets (key_version);
select atelier.protect('atelier.org_api_key_secrets');

create table atelier.org_api_key_grants (
  key_id   uuid  not null references public.org_api_keys on delete cascade,
  role     text  constraint role_known check (role in ('owner', 'admin', 'member', 'viewer')),
  user_id  uuid  references auth.users on delete cascade,
  constraint org_api_key_grants_one check (num_nonnulls(role, user_id) = 1),
  constraint org_api_key_grants_once unique nulls not distinct (key_id, role, user_id)
);
create index org_api_key_grants_user_idx on atelier.org_api_key_grants (user_id);
select atelier.protect('atelier.org_api_key_grants');

alter table atelier.server_provider_keys
  drop constraint server_provider_keys_provider_unique,
  add constraint server_provider_keys_name_unique unique (provider, key_name),
  add column position integer not null default 0 constraint position_range check (position between -1000000 and 1000000),
  add column access text not null default 'everyone' constraint access_known check (access in ('everyone', 'listed'));

-- The secrets stand beside the rows, as those of people do.
create table atelier.server_provider_key_secrets (
  id               uuid  primary key references atelier.server_provider_keys on delete cascade,
  encrypted_key    text  not null,
  encryption_iv    text  not null,
  encryption_salt  text  not null,
  wrapped_key      text  not null,
  key_version      text  not null
);
create index server_provider_key_secrets_version_idx on atelier.server_provider_key_secrets (key_version);
select atelier.protect('atelier.server_provider_key_secrets');
insert into atelier.server_provider_key_secrets
select id, encrypted_key, encryption_iv, encryption_salt, wrapped_key, key_version from atelier.server_provider_keys;
alter table atelier.server_provider_keys
  drop column encrypted_key, drop column encryption_iv, drop column encryption_salt,
  drop column wrapped_key, drop column key_version;

-- A tier is what app_metadata.tier of a person says; 'standard' where it says nothing.
create table atelier.server_provider_key_grants (
  key_id   uuid  not null references atelier.server_provider_keys on delete cascade,
  tier     text  constraint tier_form check (tier ~ '^[a-z][a-z0-9_-]{0,39}$'),
  user_id  uuid  references auth.users on delete cascade,
  org_id   uuid  references public.orgs on delete cascade,
  constraint server_provider_key_grants_one check (num_nonnulls(tier, user_id, org_id) = 1),
  constraint server_provider_key_grants_once unique nulls not distinct (key_id, tier, user_id, org_id)
);
create index server_provider_key_grants_user_idx on atelier.server_provider_key_grants (user_id);
create index server_provider_key_grants_org_idx on atelier.server_provider_key_grants (org_id);
select atelier.protect('atelier.server_provider_key_grants');

alter table public.generations
  drop constraint key_source_known,
  add constraint key_source_known check (key_source in ('free', 'own', 'organisation', 'server'));

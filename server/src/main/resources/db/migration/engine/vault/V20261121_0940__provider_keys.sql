-- Keys for AI providers: a person's own (E33, E34) and the server's, which an administrator sets for everyone. Written by the
-- server only; a person may read everything of an own key, and `select *` too, because the secret stands elsewhere. The five
-- columns encrypted_key to key_version are one sealed secret (E53 to E57, E91): the key and its extra headers as JSON.

create table public.user_api_keys (
  id               uuid          primary key,                              -- UUIDv7; part of what the secret is bound to
  user_id          uuid          not null references auth.users on delete cascade,
  org_id           uuid          references public.orgs on delete cascade,
  provider         varchar(50)   not null constraint provider_form check (provider ~ '^[a-z0-9][a-z0-9_-]*$'),
  key_name         varchar(255)  not null constraint key_name_given check (length(key_name) > 0),
  last4            text          not null constraint last4_is_short check (length(last4) <= 4),
  base_url         text          constraint base_url_length check (length(base_url) <= 2048),
  header_names     text[]        not null default '{}',
  is_active        boolean       not null default true,
  status           text          not null default 'unverified'
                                 constraint status_known check (status in ('valid', 'unverified', 'invalid')),
  last_checked_at  timestamptz,
  last_error       text          constraint last_error_length check (length(last_error) <= 1000),
  last_used_at     timestamptz,
  created_at       timestamptz   not null default now(),
  updated_at       timestamptz   not null default now(),
  constraint user_api_keys_name_unique unique (user_id, provider, key_name)
);
create index user_api_keys_org_idx on public.user_api_keys (org_id);
select atelier.protect('public.user_api_keys');
grant select on public.user_api_keys to authenticated, service_role;
create policy user_api_keys_read on public.user_api_keys for select to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('admin')));

create table atelier.user_api_key_secrets (
  id               uuid  primary key references public.user_api_keys on delete cascade,
  encrypted_key    text  not null,
  encryption_iv    text  not null,
  encryption_salt  text  not null,
  wrapped_key      text  not null,
  key_version      text  not null
);
create index user_api_key_secrets_version_idx on atelier.user_api_key_secrets (key_version);
select atelier.protect('atelier.user_api_key_secrets');

create table atelier.server_provider_keys (
  id               uuid          primary key,
  provider         varchar(50)   not null constraint server_provider_keys_provider_unique unique
                                 constraint provider_form check (provider ~ '^[a-z0-9][a-z0-9_-]*$'),
  key_name         varchar(255)  not null constraint key_name_given check (length(key_name) > 0),
  encrypted_key    text          not null,
  encryption_iv    text          not null,
  encryption_salt  text          not null,
  wrapped_key      text          not null,
  key_version      text          not null,
  last4            text          not null constraint last4_is_short check (length(last4) <= 4),
  base_url         text          constraint base_url_length check (length(base_url) <= 2048),
  header_names     text[]        not null default '{}',
  is_active        boolean       not null default true,
  status           text          not null default 'unverified'
                                 constraint status_known check (status in ('valid', 'unverified', 'invalid')),
  last_checked_at  timestamptz,
  last_error       text          constraint last_error_length check (length(last_error) <= 1000),
  last_used_at     timestamptz,
  created_at       timestamptz   not null default now(),
  updated_at       timestamptz   not null default now()
);
select atelier.protect('atelier.server_provider_keys');

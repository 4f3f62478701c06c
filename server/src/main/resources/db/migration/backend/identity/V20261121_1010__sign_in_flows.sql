-- What sign-in by message, by other issuers and by a second factor needs: codes and links, flows that come back through a
-- browser, factors and their challenges; and on the account what is asked for and not yet confirmed.

alter table auth.users
  add column invited_at                 timestamptz,
  add column confirmation_sent_at       timestamptz,
  add column recovery_sent_at           timestamptz,
  add column email_change               text constraint email_change_is_lower_case check (email_change = lower(email_change)),
  add column email_change_sent_at       timestamptz,
  add column email_change_half          boolean not null default false,    -- one of the two addresses has agreed
  add column phone_change               text,
  add column phone_change_sent_at       timestamptz,
  add column reauthentication_sent_at   timestamptz;
create index users_email_change_idx on auth.users (email_change) where email_change is not null;
create index users_phone_change_idx on auth.users (phone_change) where phone_change is not null;
create index users_created_idx on auth.users (created_at, id);

-- Codes and links in messages: one of each kind for a person, a new one takes the place of the old. Only a hash of a keyed
-- hash is here: whoever reads the table has no code and no link.
create table auth.one_time_tokens (
  user_id      uuid         not null references auth.users on delete cascade,
  kind         text         not null constraint kind_known check (kind in (
                 'confirmation', 'recovery', 'email_change_current', 'email_change_new', 'reauthentication',
                 'phone_confirmation', 'phone_change')),
  token_hash   bytea        not null constraint one_time_tokens_hash_unique unique
                            constraint token_hash_is_sha256 check (octet_length(token_hash) = 32),
  pkce         boolean      not null default false,                        -- the link answers with a code to be exchanged
  wrong_tries  integer      not null default 0 constraint wrong_tries_counts check (wrong_tries >= 0),
  created_at   timestamptz  not null default now(),
  primary key (user_id, kind)
);
select atelier.protect('auth.one_time_tokens');

-- A sign-in that leaves by one request and comes back by another: PKCE by link in a mail, or by another issuer.
create table auth.flow_states (
  id                uuid         primary key,
  user_id           uuid         references auth.users on delete cascade,  -- null until somebody came back
  linking_user_id   uuid         references auth.users on delete cascade,  -- who wants to link an identity
  method            text         not null,                                 -- what `amr` will say
  challenge         text,                                                  -- null: the session travels in the fragment
  challenge_method  text         constraint challenge_method_known check (challenge_method in ('s256', 'plain')),
  code_hash         bytea        constraint flow_states_code_unique unique,
  code_issued_at    timestamptz,
  provider          text,
  state_hash        bytea        constraint flow_states_state_unique unique,
  nonce             text,                                                  -- of the ID token we wait for
  verifier          text,                                                  -- of our own exchange with the issuer
  redirect_to       text,
  provider_tokens   jsonb,                                                 -- sealed
  created_at        timestamptz  not null default now()
);
create index flow_states_user_idx on auth.flow_states (user_id, method, created_at desc);
create index flow_states_linking_user_idx on auth.flow_states (linking_user_id);
create index flow_states_created_idx on auth.flow_states (created_at);
select atelier.protect('auth.flow_states');

create table auth.mfa_factors (
  id                  uuid         primary key,
  user_id             uuid         not null references auth.users on delete cascade,
  friendly_name       text         constraint friendly_name_length check (length(friendly_name) <= 200),
  factor_type         text         not null constraint factor_type_known check (factor_type in ('totp', 'phone')),
  status              text         not null default 'unverified' constraint status_known check (status in ('unverified', 'verified')),
  encrypted_key       text         not null,                               -- five columns of a sealed secret
  encryption_iv       text         not null,
  encryption_salt     text         not null,
  wrapped_key         text         not null,
  key_version         text         not null,
  last_step           bigint       not null default 0,                     -- a code works once: steps up to this one are used
  last_challenged_at  timestamptz,
  created_at          timestamptz  not null default now(),
  updated_at          timestamptz  not null default now()
);
create unique index mfa_factors_name_unique on auth.mfa_factors (user_id, friendly_name) where friendly_name <> '';
create index mfa_factors_user_idx on auth.mfa_factors (user_id);
select atelier.protect('auth.mfa_factors');
create trigger mfa_factors_touch before update on auth.mfa_factors for each row execute function atelier.touch();

create table auth.mfa_challenges (
  id           uuid         primary key,
  factor_id    uuid         not null references auth.mfa_factors on delete cascade,
  wrong_tries  integer      not null default 0 constraint wrong_tries_counts check (wrong_tries >= 0),
  created_at   timestamptz  not null default now()
);
create index mfa_challenges_factor_idx on auth.mfa_challenges (factor_id);
select atelier.protect('auth.mfa_challenges');

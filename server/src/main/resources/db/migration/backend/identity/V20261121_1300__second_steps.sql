-- Sign-ins that wait for the code of an authenticator (B86). They open nothing: there is no session yet, or there is one of
-- the first level that waits to be raised.

create table auth.second_steps (
  ticket_hash  bytea        primary key constraint ticket_hash_is_sha256 check (octet_length(ticket_hash) = 32),
  user_id      uuid         not null references auth.users on delete cascade,
  session_id   uuid         references auth.sessions on delete cascade,    -- null: one begins with the code
  method       text         not null,                                      -- what was proven first, as `amr` says it
  wrong_tries  integer      not null default 0 constraint wrong_tries_counts check (wrong_tries >= 0),
  created_at   timestamptz  not null default now()
);
create index second_steps_user_idx on auth.second_steps (user_id, created_at desc);
create index second_steps_session_idx on auth.second_steps (session_id);
create index second_steps_created_idx on auth.second_steps (created_at);
select atelier.protect('auth.second_steps');

-- The ledger: double-entry, append-only, in micro-USD. A transfer takes an amount from one account and gives it to another, so
-- each one sums to zero by its shape; balances follow by trigger and by nothing else. People stand here by pseudonym and
-- without a foreign key: the books outlive the person (A32, A42, A46, E89, E90).

create table atelier.accounts (
  id              uuid    primary key default gen_random_uuid(),
  kind            text    not null constraint account_kind_known check (kind in
    ('credits',                                                            -- what a person may spend on server keys
     'own_keys',                                                           -- what a person's own keys cost elsewhere: goes below zero
     'held',                                                               -- set aside for runs that have not ended
     'grants', 'revenue', 'providers')),                                   -- the house's; no balance is kept for them
  holder          uuid,                                                    -- pseudonym; null for the house
  balance_micros  bigint  not null default 0,
  constraint accounts_one_of_a_kind unique nulls not distinct (kind, holder),
  constraint held_is_not_negative check (kind <> 'held' or balance_micros >= 0),
  constraint holder_for_people check ((holder is null) = (kind in ('grants', 'revenue', 'providers')))
);
select atelier.protect('atelier.accounts');
revoke delete on atelier.accounts from atelier_system;
create index accounts_holder_idx on atelier.accounts (holder);
insert into atelier.accounts (kind) values ('grants'), ('revenue'), ('providers');

-- What was set aside for one run before it was sent, and what became of it. One per run, settled once.
create table atelier.reservations (
  id              uuid         primary key,                                -- the generation's id
  holder          uuid         not null,
  source          text         not null constraint source_known check (source in ('credits', 'own_keys')),
  held_micros     bigint       not null constraint held_is_positive check (held_micros > 0),
  charged_micros  bigint       constraint charged_is_not_negative check (charged_micros >= 0),
  state           text         not null default 'open' constraint state_known check (state in ('open', 'charged', 'released')),
  price_rule      text         not null,
  created_at      timestamptz  not null default now(),
  settled_at      timestamptz,
  constraint settled_with_time check ((state = 'open') = (settled_at is null)),
  constraint charged_with_amount check ((state = 'charged') = (charged_micros is not null))
);
create index reservations_holder_idx on atelier.reservations (holder, created_at desc);
select atelier.protect('atelier.reservations');
revoke delete on atelier.reservations from atelier_system;

create table atelier.transfers (
  id              uuid         primary key,                                -- UUIDv7
  kind            text         not null constraint transfer_kind_known check (kind in ('grant', 'hold', 'release', 'charge', 'overrun')),
  debit_account   uuid         not null references atelier.accounts,
  credit_account  uuid         not null references atelier.accounts,
  amount_micros   bigint       not null constraint amount_is_positive check (amount_micros > 0),
  reservation_id  uuid         references atelier.reservations,
  reason          text         not null constraint reason_length check (length(reason) between 1 and 2500),
  evidence        jsonb        not null default '{}' constraint evidence_length check (length(evidence::text) <= 8192),
  once_key        text         constraint transfers_once unique,           -- the same grant twice is one grant
  created_at      timestamptz  not null default now(),
  constraint two_sides check (debit_account <> credit_account)
);
create index transfers_debit_idx on atelier.transfers (debit_account, id desc);
create index transfers_credit_idx on atelier.transfers (credit_account, id desc);
create index transfers_reservation_idx on atelier.transfers (reservation_id);
select atelier.protect('atelier.transfers');
revoke update, delete on atelier.transfers from atelier_system;
create trigger transfers_append_only before update or delete or truncate on atelier.transfers
  for each statement execute function atelier.refuse_change();

-- A balance kept for a house account would be one row that every run of everybody waits for. All that one statement moves is one
-- change of each balance.
create function atelier.post_transfers() returns trigger language plpgsql as $$
begin
  update atelier.accounts a
  set balance_micros = a.balance_micros + moved.amount
  from (select side.account, sum(side.amount)::bigint as amount
        from posted,
        lateral (values (debit_account, -amount_micros), (credit_account, amount_micros)) as side (account, amount)
        group by side.account) as moved
  where a.id = moved.account and a.holder is not null;
  return null;
end
$$;
create trigger transfers_post after insert on atelier.transfers referencing new table as posted
  for each statement execute function atelier.post_transfers();

-- Both sides of every transfer, for whoever wants to add them up.
create view atelier.ledger_entries with (security_invoker = true) as
  select id as transfer_id, kind, debit_account as account_id, -amount_micros as amount_micros, reservation_id, created_at
    from atelier.transfers
  union all
  select id, kind, credit_account, amount_micros, reservation_id, created_at from atelier.transfers;
grant select on atelier.ledger_entries to atelier_system;

-- Grants are remembered one by one, with what is left of each, so that those with an end are used up first and their remains go
-- back to the house when it comes. What is left is worked out when grants change hands, not with every run: only charges and
-- adjustments use grants up, and their sum is the difference between what is left here and what the books say.

alter table atelier.transfers drop constraint transfer_kind_known;
alter table atelier.transfers add constraint transfer_kind_known
  check (kind in ('grant', 'hold', 'release', 'charge', 'overrun', 'expire', 'adjust'));

create table atelier.grants (
  id                uuid         primary key references atelier.transfers,
  holder            uuid         not null,
  granted_micros    bigint       not null constraint granted_is_positive check (granted_micros > 0),
  remaining_micros  bigint       not null constraint remaining_within_granted check (remaining_micros between 0 and granted_micros),
  expires_at        timestamptz,                                           -- null: never
  reason            text         not null constraint reason_length check (length(reason) between 1 and 2500),
  created_at        timestamptz  not null default now()
);
create index grants_holder_idx on atelier.grants (holder) where remaining_micros > 0;
create index grants_due_idx on atelier.grants (expires_at) where remaining_micros > 0 and expires_at is not null;
select atelier.protect('atelier.grants');
revoke delete on atelier.grants from atelier_system;

insert into atelier.grants (id, holder, granted_micros, remaining_micros, reason, created_at)
select t.id, a.holder, t.amount_micros, t.amount_micros, t.reason, t.created_at
from atelier.transfers t
join atelier.accounts a on a.id = t.credit_account
where t.kind = 'grant' and a.holder is not null;

-- The few lines of a statement that belong to no run.
create index transfers_given_idx on atelier.transfers (credit_account, created_at desc, id desc) where reservation_id is null;
create index transfers_taken_idx on atelier.transfers (debit_account, created_at desc, id desc) where reservation_id is null;

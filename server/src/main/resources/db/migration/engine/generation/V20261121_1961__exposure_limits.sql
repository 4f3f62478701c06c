-- From which amounts on administrators are told of money that nobody covers, and what was written off. The house's losses are an
-- account of their own: what a provider bills without anything delivered goes from there to the providers.
alter table atelier.accounts drop constraint account_kind_known;
alter table atelier.accounts add constraint account_kind_known
  check (kind in ('credits', 'own_keys', 'held', 'grants', 'revenue', 'providers', 'losses'));
alter table atelier.accounts drop constraint holder_for_people;
alter table atelier.accounts add constraint holder_for_people
  check ((holder is null) = (kind in ('grants', 'revenue', 'providers', 'losses')));
insert into atelier.accounts (kind) values ('losses');

alter table atelier.transfers drop constraint transfer_kind_known;
alter table atelier.transfers add constraint transfer_kind_known
  check (kind in ('grant', 'hold', 'release', 'charge', 'overrun', 'expire', 'adjust', 'write_off'));

create table atelier.exposure_limits (
  kind           text         primary key constraint kind_known check (kind in ('uncovered', 'held')),
  limit_micros   bigint       not null constraint limit_is_positive check (limit_micros > 0),
  told_at        timestamptz,                                              -- null again once it fell below nine tenths
  updated_at     timestamptz  not null default now()
);
select atelier.protect('atelier.exposure_limits');

alter table atelier.generation_runs
  add column written_off_at timestamptz;

-- Jobs of a person that failed since the person was last told (C86): many failures are one message.
create table atelier.failure_notices (
  user_id     uuid         primary key references auth.users on delete cascade,
  failed      integer      not null constraint failed_is_not_negative check (failed >= 0),
  last_run    uuid         not null,
  last_model  text         not null,
  last_words  text         not null constraint last_words_length check (length(last_words) <= 500),
  told_at     timestamptz,
  updated_at  timestamptz  not null default now()
);
create index failure_notices_due_idx on atelier.failure_notices (updated_at) where failed > 0;
select atelier.protect('atelier.failure_notices');

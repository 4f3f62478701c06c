-- What an administrator has closed for a while: one provider, or '*' for the whole server. New runs are refused, runs that
-- wait go on waiting. A row whose end has passed means nothing.

create table atelier.maintenance (
  provider    varchar(50)  primary key constraint provider_form check (provider = '*' or provider ~ '^[a-z0-9][a-z0-9_-]*$'),
  reason      text         not null constraint reason_length check (length(reason) between 1 and 500),
  ends_at     timestamptz,
  created_at  timestamptz  not null default now()
);
select atelier.protect('atelier.maintenance');

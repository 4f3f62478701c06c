-- What happened, written in the transaction in which it happened, and how far each listener has read.
-- A listener reads in the order (tx, id) and only rows whose transaction is older than every running one: a row that commits
-- late can then never appear behind the cursor. A plain sequence would lose it.

create table atelier.events (
  id          bigint       generated always as identity primary key,
  tx          xid8         not null default pg_current_xact_id(),
  type        text         not null constraint type_form check (type ~ '^[a-z_]+\.[a-z_]+\.v[0-9]+$'),
  payload     jsonb        not null constraint payload_is_object check (jsonb_typeof(payload) = 'object')
                           constraint payload_length check (pg_column_size(payload) <= 65536),
  created_at  timestamptz  not null default now()
);
create index events_order_idx on atelier.events (tx, id);
create index events_created_idx on atelier.events (created_at);
select atelier.protect('atelier.events');

create table atelier.event_cursors (
  consumer    text         primary key constraint consumer_length check (length(consumer) between 1 and 100),
  tx          xid8         not null default '0',
  event_id    bigint       not null default 0,
  attempts    integer      not null default 0,                             -- failed tries of the next event
  retry_at    timestamptz,
  last_error  text         constraint last_error_length check (length(last_error) <= 500),
  updated_at  timestamptz  not null default now()
);
select atelier.protect('atelier.event_cursors');
create trigger event_cursors_touch before update on atelier.event_cursors for each row execute function atelier.touch();

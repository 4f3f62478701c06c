-- Limits that all nodes count together where there is no Redis: how often messages may be asked for. A row is a bucket that is not
-- full, and goes once it is.

create table atelier.limit_buckets (
  limit_name  text         not null,
  key_hash    bytea        not null constraint key_hash_is_sha256 check (octet_length(key_hash) = 32),
  full_at     timestamptz  not null,                                       -- further away the more was taken
  primary key (limit_name, key_hash)
);
create index limit_buckets_full_idx on atelier.limit_buckets (full_at);
select atelier.protect('atelier.limit_buckets');

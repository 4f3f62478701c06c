-- Two pools of runs: those that this server's own threads run against a provider, and those that GPU workers lease over HTTP
-- (C27, C90, C94, C96). One table, one lease, one fencing token: leased_by 0 is a worker's, and worker_id says whose. A worker's
-- lease is the worker's, not a node's: it outlives restarts of the server and ends only by its time.

alter table atelier.generation_runs
  add column pool      text   not null default 'server' constraint pool_known check (pool in ('server', 'workers')),
  add column job_kind  text   constraint job_kind_length check (length(job_kind) between 1 and 60),
  add column labels    text[] not null default '{}' constraint labels_count check (cardinality(labels) <= 16),
  add column worker_id uuid,
  add constraint job_kind_of_workers check ((job_kind is not null) or pool = 'server'),
  add constraint worker_named check (leased_by is distinct from 0 or worker_id is not null);

drop index atelier.generation_runs_waiting_idx;
drop index atelier.generation_runs_queue_idx;
create index generation_runs_waiting_idx on atelier.generation_runs (user_id, priority desc, available_at, generation_id)
  where state = 'open' and leased_by is null and pool = 'server';
create index generation_runs_queue_idx on atelier.generation_runs (pool, priority desc, available_at, generation_id)
  where state = 'open' and leased_by is null;
create index generation_runs_kinds_idx on atelier.generation_runs (job_kind, priority desc, available_at, generation_id)
  where state = 'open' and leased_by is null and pool = 'workers';

-- What a worker uploaded and did not complete yet. A lease's rows are worth something only to that lease: the fencing token says.
create table atelier.run_outputs (
  generation_id  uuid         not null references atelier.generation_runs on delete cascade,
  position       smallint     not null constraint position_range check (position between 0 and 15),
  fencing        bigint       not null,
  staged         jsonb        not null,
  created_at     timestamptz  not null default now(),
  primary key (generation_id, position)
);
select atelier.protect('atelier.run_outputs');

-- The last picture of a run on its way. Lost in a crash, which costs nothing.
create unlogged table atelier.run_previews (
  generation_id  uuid         primary key references atelier.generation_runs on delete cascade,
  mime_type      text         not null constraint mime_type_known check (mime_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes          bytea        not null constraint bytes_length check (octet_length(bytes) <= 65536),
  updated_at     timestamptz  not null default now()
);
select atelier.protect('atelier.run_previews');

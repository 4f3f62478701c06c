-- GPU workers: machines that lease runs of the queue over HTTP (C3, C8, C21, C26, C57, C87, C90 to C92). What a worker may serve is
-- said by an administrator; what it is and how it does is said by the worker. Its credential is kept as a hash. The runs themselves,
-- their leases and their money stand in generation_runs; worker_jobs only remembers who had what and how that ended.

create table atelier.workers (
  id                uuid         primary key,
  name              text         not null constraint workers_name_unique unique
                                 constraint name_length check (length(name) between 1 and 100),
  worker_type       text         not null default 'generation'
                                 constraint worker_type_known check (worker_type in ('generation', 'chat')),
  job_kinds         text[]       not null constraint job_kinds_count check (cardinality(job_kinds) between 1 and 64),
  labels            text[]       not null default '{}' constraint labels_count check (cardinality(labels) <= 16),
  key_hash          bytea        not null constraint workers_key_unique unique
                                 constraint key_hash_length check (octet_length(key_hash) = 32),
  key_last4         text         not null constraint key_last4_length check (length(key_last4) = 4),
  draining          boolean      not null default false,
  offered_kinds     text[]       not null default '{}',                    -- of job_kinds, what it can do now
  version           text         constraint version_length check (length(version) <= 100),
  device            text         constraint device_length check (length(device) <= 200),
  model_loaded      text         constraint model_loaded_length check (length(model_loaded) <= 200),
  vram_total_bytes  bigint       constraint vram_total_positive check (vram_total_bytes >= 0),
  vram_used_bytes   bigint       constraint vram_used_positive check (vram_used_bytes >= 0),
  registered_at     timestamptz,
  seen_at           timestamptz,
  stopped_at        timestamptz,                                           -- said by itself; gone with the next start
  last_error        text         constraint last_error_length check (length(last_error) <= 1000),
  last_error_at     timestamptz,
  created_at        timestamptz  not null default now(),
  updated_at        timestamptz  not null default now()
);
create trigger workers_touch before update on atelier.workers for each row execute function atelier.touch();
select atelier.protect('atelier.workers');

-- One row for each lease.
create table atelier.worker_jobs (
  generation_id  uuid         not null,
  fencing        bigint       not null,
  worker_id      uuid         not null references atelier.workers on delete cascade,
  job_kind       text         not null,
  model          text         not null,
  attempt        integer      not null,
  progress       real         constraint progress_range check (progress between 0 and 1),
  uploaded       smallint[]   not null default '{}',
  leased_at      timestamptz  not null default now(),
  leased_until   timestamptz  not null,
  ended_at       timestamptz,
  outcome        text         constraint outcome_known
                              check (outcome in ('completed', 'failed', 'retried', 'returned', 'cancelled', 'lost')),
  primary key (generation_id, fencing),
  constraint ended_with_outcome check ((ended_at is null) = (outcome is null))
);
create index worker_jobs_open_idx on atelier.worker_jobs (worker_id, leased_at desc) where ended_at is null;
create index worker_jobs_worker_idx on atelier.worker_jobs (worker_id, ended_at desc);
create index worker_jobs_ended_idx on atelier.worker_jobs (ended_at);
select atelier.protect('atelier.worker_jobs');

-- Where workers can be told that there is work. The address of a machine is the operator's business: administrators read it, the
-- service's key reads it, everything is written by the server.
create table public.worker_urls (
  id           uuid         primary key references atelier.workers on delete cascade,
  worker_type  text         not null constraint worker_type_known check (worker_type in ('generation', 'chat')),
  worker_url   text         not null constraint worker_url_length check (length(worker_url) between 1 and 2048),
  is_active    boolean      not null default true,                         -- the last call reached it
  told_at      timestamptz,
  last_error   text         constraint last_error_length check (length(last_error) <= 1000),
  created_at   timestamptz  not null default now(),
  updated_at   timestamptz  not null default now()
);
create trigger worker_urls_touch before update on public.worker_urls for each row execute function atelier.touch();
select atelier.protect('public.worker_urls');
grant select on public.worker_urls to authenticated, service_role;
create policy worker_urls_read on public.worker_urls for select to authenticated
  using ((select auth.jwt()) #>> '{app_metadata,role}' = 'admin');

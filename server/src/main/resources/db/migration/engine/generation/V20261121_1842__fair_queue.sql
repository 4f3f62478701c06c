-- Fairness between people, lanes, limits, pauses and dead letters (issue of the queue; C59, C96).
-- One time orders a person's runs: rank_at is when a run was queued, a little earlier for the high lane and later for the low one.
-- So lanes come first and age by themselves: what waits long enough is first in the end, and nothing starves.

alter table atelier.generation_runs
  add column model     text        not null default '',
  add column rank_at   timestamptz not null default now(),
  add column paused_at timestamptz,
  add column served_at timestamptz,                                        -- when a worker last took it
  add column dead_at   timestamptz,                                        -- tried often enough; until replayed or discarded
  add constraint priority_is_a_lane check (priority between -1 and 1),
  add constraint paused_only_while_waiting check (paused_at is null or (state = 'open' and leased_by is null));
update atelier.generation_runs r
set model = g.model, rank_at = r.available_at,
    dead_at = case when g.error_code = 'generation.attempts_exhausted' then g.completed_at end
from public.generations g
where g.id = r.generation_id;

drop index atelier.generation_runs_waiting_idx;
drop index atelier.generation_runs_queue_idx;
drop index atelier.generation_runs_kinds_idx;
create index generation_runs_waiting_idx on atelier.generation_runs (pool, user_id, rank_at, generation_id)
  where state = 'open' and leased_by is null and paused_at is null;
create index generation_runs_queue_idx on atelier.generation_runs (pool, rank_at, generation_id)
  where state = 'open' and leased_by is null and paused_at is null;
create index generation_runs_kinds_idx on atelier.generation_runs (job_kind, user_id, rank_at, generation_id)
  where state = 'open' and leased_by is null and paused_at is null and pool = 'workers';
create index generation_runs_served_idx on atelier.generation_runs (user_id, served_at) where served_at is not null;
create index generation_runs_paused_idx on atelier.generation_runs (user_id, rank_at) where paused_at is not null;
create index generation_runs_dead_idx on atelier.generation_runs (generation_id) where dead_at is not null;

-- Weights and limits are data. Who has no tier has weight 1 and the limit of the settings.
create table atelier.queue_tiers (
  name      text          primary key constraint name_length check (length(name) between 1 and 60),
  weight    numeric(6, 2) not null constraint weight_range check (weight between 0.1 and 100),
  runs_max  integer       constraint runs_max_range check (runs_max between 1 and 2000)
);
select atelier.protect('atelier.queue_tiers');
create table atelier.queue_people (
  user_id  uuid  primary key references auth.users on delete cascade,
  tier     text  not null references atelier.queue_tiers on delete cascade
);
create index queue_people_tier_idx on atelier.queue_people (tier);
select atelier.protect('atelier.queue_people');
create table atelier.run_limits (
  scope     text     not null constraint scope_known check (scope in ('provider', 'model', 'key', 'person')),
  name      text     not null constraint name_length check (length(name) between 1 and 300),
  runs_max  integer  not null constraint runs_max_range check (runs_max between 1 and 2000),
  primary key (scope, name)
);
select atelier.protect('atelier.run_limits');

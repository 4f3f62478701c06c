-- Providers may tell that a job moved on (A25, A53, A68). A callback moves nothing itself: it is noted, and the node that has the
-- run polls at once. What a provider signed counts once.

alter table atelier.generation_runs
  add column called_back_at   timestamptz,
  add column asset_parameters text[] not null default '{}' constraint asset_parameters_count check (cardinality(asset_parameters) <= 16);

create table atelier.provider_callbacks (
  provider       text         not null,
  replay_id      text         not null constraint replay_id_length check (length(replay_id) between 1 and 200),
  generation_id  uuid         not null references atelier.generation_runs on delete cascade,
  expires_at     timestamptz  not null default now() + interval '48 hours',
  primary key (provider, replay_id)
);
create index provider_callbacks_generation_idx on atelier.provider_callbacks (generation_id);
create index provider_callbacks_expires_idx on atelier.provider_callbacks (expires_at);
select atelier.protect('atelier.provider_callbacks');

-- Generations: what the owner may see, and the run behind it, which is the queue (E28 to E32, A39, A66, B190, E87). A person may
-- rename, tag, rate and trash a row; state, price and owner are the server's, written together with the run.

create table public.generations (
  id               uuid          primary key,                              -- UUIDv7
  project_id       uuid          references public.projects on delete set null,
  user_id          uuid          not null references auth.users on delete cascade,
  org_id           uuid          references public.orgs on delete set null,
  provider         varchar(50)   not null,
  model            varchar(200)  not null,
  generation_type  varchar(50)   not null constraint generation_type_known check (generation_type in ('text', 'image', 'video', 'audio', 'embedding', 'moderation')),
  prompt           text          not null constraint prompt_length check (length(prompt) <= 32000),
  parameters       jsonb         not null default '{}' constraint parameters_is_object check (jsonb_typeof(parameters) = 'object')
                                 constraint parameters_length check (length(parameters::text) <= 1048576),
  reference_asset_ids uuid[]     not null default '{}' constraint reference_count check (cardinality(reference_asset_ids) <= 16),
  status           varchar(20)   not null default 'pending' constraint status_known check
                                 (status in ('draft', 'pending', 'running', 'completed', 'failed', 'cancelled')),
  phase            varchar(20)   constraint phase_known check (phase in ('queued', 'submitting', 'waiting', 'storing', 'reconciling')),
  -- References and text, never the bytes of a picture: a row stays small (E84).
  result           jsonb         constraint result_has_no_binary check (result is null or
                                 (jsonb_typeof(result) = 'object' and length(result::text) <= 2097152 and result ->> 'content' not like 'data:%;base64,%')),
  error_message    text          constraint error_message_length check (length(error_message) <= 4000),
  error_code       text,
  error            jsonb,
  moderation       jsonb         not null default '{}',
  key_source       text          not null default 'free' constraint key_source_known check (key_source in ('free', 'own', 'server')),
  estimate_micros  bigint        not null default 0 constraint estimate_is_not_negative check (estimate_micros >= 0),
  cost_micros      bigint        constraint cost_is_not_negative check (cost_micros >= 0),
  cost_cents       integer       generated always as ((cost_micros + 5000) / 10000) stored,
  tokens_input     integer,
  tokens_output    integer,
  tokens_total     integer       generated always as (tokens_input + tokens_output) stored,
  title            varchar(255),
  tags             text[]        not null default '{}' constraint tags_count check (cardinality(tags) <= 50 and length(array_to_string(tags, ',')) <= 2000),
  rating           smallint      constraint rating_range check (rating between 1 and 5),
  retry_of         uuid          references public.generations on delete set null,
  started_at       timestamptz,
  completed_at     timestamptz,
  duration_ms      integer,
  created_at       timestamptz   not null default now(),
  updated_at       timestamptz   not null default now(),
  deleted_at       timestamptz,
  constraint ended_with_time check ((status in ('completed', 'failed', 'cancelled')) = (completed_at is not null)),
  constraint phase_while_open check (phase is null or status in ('pending', 'running'))
);
create index generations_user_idx on public.generations (user_id, id desc);
create index generations_project_idx on public.generations (project_id, id desc) where project_id is not null;
create index generations_org_idx on public.generations (org_id, id desc) where org_id is not null;
create index generations_trash_idx on public.generations (deleted_at) where deleted_at is not null;
create unique index generations_retry_once on public.generations (retry_of, user_id) where retry_of is not null;
select atelier.protect('public.generations');
create trigger generations_touch before update on public.generations for each row execute function atelier.touch();

grant select on public.generations to authenticated;
grant update (title, tags, rating, deleted_at) on public.generations to authenticated;
grant select, insert, update, delete on public.generations to service_role;
create policy generations_read on public.generations for select to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('viewer')));
create policy generations_update on public.generations for update to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('admin')))
  with check (user_id = (select auth.uid()) or org_id in (select auth.org_ids('admin')));

-- One run per generation, kept after its end as evidence. A run is free for leasing while it has no lease; the fencing token
-- grows with each lease, and a write that names an old one changes nothing.
create table atelier.generation_runs (
  generation_id        uuid         primary key references public.generations on delete cascade,
  user_id              uuid         not null,
  provider             text         not null,
  key_id               uuid,                                               -- the vault's row; null for free runs
  state                text         not null default 'open' constraint state_known check (state in ('open', 'ended')),
  available_at         timestamptz  not null default now(),
  priority             smallint     not null default 0,
  attempts             integer      not null default 0 constraint attempts_range check (attempts between 0 and 100),
  fencing              bigint       not null default 0,
  leased_by            bigint,                                             -- the node's number, see the advisory lock it holds
  leased_until         timestamptz,
  sent_at              timestamptz,                                        -- set before the bytes leave: what happened after is unknown until told
  handle               text         constraint handle_length check (length(handle) <= 8192),
  delivered            jsonb,                                              -- what lies on disk and waits for its rows; see Delivery
  provider_request_id  text,
  price                jsonb        not null default '{}',                 -- fixed at accept: rule, rates, what is held
  exposure_micros      bigint       not null default 0,                    -- what the provider may bill without anything delivered
  cancel_requested_at  timestamptz,
  constraint lease_whole check ((leased_by is null) = (leased_until is null)),
  constraint no_lease_after_end check (state = 'open' or leased_by is null)
);
-- The next of a person, the place of one among all, and what runs: each without looking at the rest of the queue.
create index generation_runs_waiting_idx on atelier.generation_runs (user_id, priority desc, available_at, generation_id)
  where state = 'open' and leased_by is null;
create index generation_runs_queue_idx on atelier.generation_runs (priority desc, available_at, generation_id)
  where state = 'open' and leased_by is null;
create index generation_runs_leased_idx on atelier.generation_runs (leased_by, user_id) where leased_by is not null;
create index generation_runs_exposure_idx on atelier.generation_runs (generation_id) where exposure_micros > 0;
select atelier.protect('atelier.generation_runs');

-- A second submit with the same key returns the first row (24 h).
create table atelier.idempotency_keys (
  user_id        uuid         not null references auth.users on delete cascade,
  route          text         not null,
  key            text         not null constraint key_length check (length(key) between 1 and 255),
  request_hash   bytea        not null constraint request_hash_is_sha256 check (octet_length(request_hash) = 32),
  generation_id  uuid         not null references public.generations on delete cascade deferrable initially deferred,
  created_at     timestamptz  not null default now(),
  primary key (user_id, route, key)
);
create index idempotency_keys_created_idx on atelier.idempotency_keys (created_at);
create index idempotency_keys_generation_idx on atelier.idempotency_keys (generation_id);
select atelier.protect('atelier.idempotency_keys');

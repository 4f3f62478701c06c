-- What came out of a generation or was uploaded to work from: what it is, where its bytes are, and the one URL that shows it
-- (A33, A44, E31, E46, E84). The foreign key to generations stands with that table.

create table public.assets (
  id              uuid         primary key,                                -- UUIDv7
  generation_id   uuid,
  user_id         uuid         not null references auth.users on delete cascade,
  org_id          uuid         references public.orgs on delete set null,
  source          text         not null constraint source_known check (source in ('generation', 'upload')),
  position        integer      not null default 0 constraint position_not_negative check (position >= 0),
  kind            text         not null constraint kind_known check (kind in ('image', 'audio', 'video', 'text')),
  mime_type       text         not null,
  width           integer      constraint width_positive check (width > 0),
  height          integer      constraint height_positive check (height > 0),
  duration_ms     bigint       constraint duration_not_negative check (duration_ms >= 0),
  size_bytes      bigint       not null constraint size_not_negative check (size_bytes >= 0),
  sha256          bytea        not null constraint sha256_length check (octet_length(sha256) = 32),
  color           text         constraint color_is_hex check (color ~ '^#[0-9a-f]{6}$'),
  bucket_id       text         not null,
  object_name     text         not null,
  thumbnail_name  text,
  preview_name    text,
  -- 256 random bits: who has it may see the bytes. Revoked by a new one. Null: shown to nobody.
  token           text         constraint assets_token_unique unique
                               constraint token_shape check (token ~ '^[A-Za-z0-9_-]{43}$'),
  metadata        jsonb        not null default '{}' constraint metadata_small check (octet_length(metadata::text) <= 65536),
  created_at      timestamptz  not null default now(),
  deleted_at      timestamptz,
  constraint assets_object_fkey foreign key (bucket_id, object_name)
    references storage.objects (bucket_id, name) on delete cascade,
  constraint assets_thumbnail_fkey foreign key (bucket_id, thumbnail_name)
    references storage.objects (bucket_id, name) on delete set null (thumbnail_name),
  constraint assets_preview_fkey foreign key (bucket_id, preview_name)
    references storage.objects (bucket_id, name) on delete set null (preview_name)
);
create index assets_generation_idx on public.assets (generation_id, position) where generation_id is not null;
create index assets_user_idx on public.assets (user_id, id desc);
create index assets_org_idx on public.assets (org_id) where org_id is not null;
create unique index assets_object_idx on public.assets (bucket_id, object_name);
create index assets_thumbnail_idx on public.assets (bucket_id, thumbnail_name) where thumbnail_name is not null;
create index assets_preview_idx on public.assets (bucket_id, preview_name) where preview_name is not null;

select atelier.protect('public.assets');
grant select on public.assets to authenticated;
create policy assets_read on public.assets for select to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('viewer')));

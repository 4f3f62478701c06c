-- Uploads that come in parts and go on after a break (A33, wire 4.7). The bytes are in a file whose length is the offset; a row says
-- what becomes of them. Nobody but the system reads it: the URL of an upload holds its id, which cannot be guessed.
create table atelier.resumable_uploads (
  id             uuid         primary key,
  bucket_id      text         not null,                                    -- no reference: the bucket is asked again at the end
  name           text         not null constraint name_length check (length(name) between 1 and 1024),
  role           text         not null constraint role_known check (role in ('anon', 'authenticated', 'service_role')),
  owner_id       text,                                                     -- subject of whoever began; null for nobody
  signed         boolean      not null default false,                      -- by a signed upload URL, whose token comes with every part
  upsert         boolean      not null default false,
  mime_type      text         not null,
  cache_control  text         not null,
  user_metadata  jsonb,
  metadata       text         not null,                                    -- header Upload-Metadata, as it was sent
  size_bytes     bigint       constraint size_not_negative check (size_bytes >= 0),   -- null until the client says
  bytes_max      bigint       not null,
  expires_at     timestamptz  not null,
  completed_at   timestamptz,
  created_at     timestamptz  not null default now()
);
create index resumable_uploads_expiry_idx on atelier.resumable_uploads (expires_at);
create index resumable_uploads_owner_idx on atelier.resumable_uploads (owner_id) where completed_at is null;
select atelier.protect('atelier.resumable_uploads');

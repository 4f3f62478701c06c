-- Keys for programs that speak S3 (wire 4.8), and uploads in several parts. A key's secret is sealed: both sides sign with it, so a
-- hash would not do. Nobody but the system reads these tables.
create table atelier.s3_keys (
  id               uuid         primary key,
  key_id           text         not null constraint s3_keys_key_id_unique unique constraint key_id_form check (key_id ~ '^[0-9a-f]{32}$'),
  description      text         not null constraint description_length check (length(description) between 1 and 200),
  created_by       uuid         references auth.users on delete set null,
  encrypted_key    text         not null,
  encryption_iv    text         not null,
  encryption_salt  text         not null,
  wrapped_key      text         not null,
  key_version      text         not null,
  created_at       timestamptz  not null default now()
);
create index s3_keys_created_by_idx on atelier.s3_keys (created_by);
create index s3_keys_version_idx on atelier.s3_keys (key_version);
select atelier.protect('atelier.s3_keys');

create table atelier.s3_uploads (
  id             uuid         primary key,
  bucket_id      text         not null,                                    -- no reference: the bucket is asked again at the end
  name           text         not null constraint name_length check (length(name) between 1 and 1024),
  role           text         not null constraint role_known check (role in ('anon', 'authenticated', 'service_role')),
  owner_id       text,
  mime_type      text         not null,
  cache_control  text         not null,
  user_metadata  jsonb,
  created_at     timestamptz  not null default now()
);
create index s3_uploads_created_idx on atelier.s3_uploads (created_at);
create index s3_uploads_bucket_idx on atelier.s3_uploads (bucket_id, name);
select atelier.protect('atelier.s3_uploads');

create table atelier.s3_parts (
  upload_id   uuid         not null references atelier.s3_uploads on delete cascade,
  number      integer      not null constraint number_range check (number between 1 and 10000),
  file        uuid         not null,                                       -- name of its file; a part sent again gets another
  md5         text         not null constraint md5_form check (md5 ~ '^[0-9a-f]{32}$'),
  size_bytes  bigint       not null constraint size_not_negative check (size_bytes >= 0),
  created_at  timestamptz  not null default now(),
  primary key (upload_id, number)
);
select atelier.protect('atelier.s3_parts');

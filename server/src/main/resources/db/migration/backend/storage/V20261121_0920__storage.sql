-- Buckets and objects as Supabase's clients and policies know them, over bytes that are kept once per tenant (A33, B20, C49, E84).
-- A row never holds the bytes: an object points to a blob, a blob to a file or an S3 key made of tenant and hash.

create schema storage;
grant usage on schema storage to anon, authenticated, service_role, atelier_system;

-- The bytes. One row for each content and tenant; never shared between tenants, so that nobody can learn from a saved upload
-- that somebody else has the same file.
create table atelier.blobs (
  id          uuid         primary key,
  tenant_id   uuid         not null,                                       -- the organisation, or the person alone
  sha256      bytea        not null constraint sha256_length check (octet_length(sha256) = 32),
  size_bytes  bigint       not null constraint size_not_negative check (size_bytes >= 0),
  ref_count   integer      not null default 0 constraint ref_count_not_negative check (ref_count >= 0),
  touched_at  timestamptz  not null default now(),                         -- last staged or last let go; the collector waits from here
  created_at  timestamptz  not null default now(),
  constraint blobs_content_unique unique (tenant_id, sha256)
);
create index blobs_unreferenced_idx on atelier.blobs (touched_at) where ref_count = 0;
select atelier.protect('atelier.blobs');

create table storage.buckets (
  id                  text         primary key constraint id_length check (length(id) between 1 and 100),
  name                text         not null constraint buckets_name_unique unique,
  owner               uuid,                                                -- deprecated upstream, kept for clients that read it
  owner_id            text,
  public              boolean      not null default false,
  avif_autodetection  boolean      not null default false,
  file_size_limit     bigint       constraint file_size_limit_positive check (file_size_limit > 0),
  allowed_mime_types  text[],
  type                text         not null default 'STANDARD' constraint type_known check (type in ('STANDARD', 'ANALYTICS')),
  created_at          timestamptz  not null default now(),
  updated_at          timestamptz  not null default now()
);
select atelier.protect('storage.buckets');
create trigger buckets_touch before update on storage.buckets for each row execute function atelier.touch();

create table storage.objects (
  id                uuid         primary key,
  bucket_id         text         not null references storage.buckets,
  name              text         not null constraint name_length check (length(name) between 1 and 1024),
  owner             uuid,                                                  -- deprecated upstream, kept for clients that read it
  owner_id          text,
  org_id            uuid         references public.orgs on delete set null,
  blob_id           uuid         not null references atelier.blobs,
  metadata          jsonb        not null default '{}',                    -- eTag, size, mimetype, cacheControl ... as clients read them
  user_metadata     jsonb,
  version           text,
  path_tokens       text[]       generated always as (string_to_array(name, '/')) stored,
  created_at        timestamptz  not null default now(),
  updated_at        timestamptz  not null default now(),
  last_accessed_at  timestamptz  not null default now(),
  constraint objects_name_unique unique (bucket_id, name)
);
create index objects_owner_idx on storage.objects (owner_id, id desc);
create index objects_org_idx on storage.objects (org_id) where org_id is not null;
create index objects_blob_idx on storage.objects (blob_id);
select atelier.protect('storage.objects');
create trigger objects_touch before update on storage.objects for each row execute function atelier.touch();
grant select (id, bucket_id, name, owner, owner_id, org_id, metadata, user_metadata, version, path_tokens, created_at, updated_at,
              last_accessed_at) on storage.objects to authenticated;
create policy objects_read on storage.objects for select to authenticated
  using (owner_id = (select auth.uid())::text or org_id in (select auth.org_ids('viewer')));

-- Counts references where they are made, so that no path can forget it. Definer: whoever may change objects need not see blobs.
create function storage.count_references() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and old.blob_id = new.blob_id then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    update atelier.blobs set ref_count = ref_count - 1, touched_at = now() where id = old.blob_id;
  end if;
  if tg_op <> 'DELETE' then
    update atelier.blobs set ref_count = ref_count + 1 where id = new.blob_id;
  end if;
  return null;
end
$$;
revoke execute on function storage.count_references() from public;
create trigger objects_count_references after insert or delete or update of blob_id on storage.objects
  for each row execute function storage.count_references();

-- A DELETE by hand would leave the story of the bytes half told; the service says that it knows what it does.
create function storage.protect_delete() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501';
  end if;
  return null;
end
$$;
create trigger buckets_protect_delete before delete on storage.buckets for each statement execute function storage.protect_delete();
create trigger objects_protect_delete before delete on storage.objects for each statement execute function storage.protect_delete();

-- Helpers that policies of front ends use.
create function storage.foldername(name text) returns text[] language sql immutable
  as $$ select (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1] $$;

create function storage.filename(name text) returns text language sql immutable
  as $$ select (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)] $$;

create function storage.extension(name text) returns text language sql immutable
  as $$ select case when storage.filename(name) like '%.%' then substring(storage.filename(name) from '[^.]*$') else '' end $$;

-- A person who goes takes the own objects along; the bytes go with the collector. Objects of an organisation stay.
create function storage.forget_owner() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  before text := coalesce(current_setting('storage.allow_delete_query', true), '');
begin
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where owner_id = old.id::text and org_id is null;
  perform set_config('storage.allow_delete_query', before, true);
  return null;
end
$$;
revoke execute on function storage.forget_owner() from public;
create trigger users_forget_objects after delete on auth.users for each row execute function storage.forget_owner();

insert into storage.buckets (id, name, public) values
  ('generated-images', 'generated-images', false),
  ('generated-videos', 'generated-videos', false),
  ('generated-audio', 'generated-audio', false),
  ('video-thumbnails', 'video-thumbnails', false),
  ('user-uploads', 'user-uploads', false);

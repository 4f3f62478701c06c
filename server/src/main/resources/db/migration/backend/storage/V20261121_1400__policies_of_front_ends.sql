-- Storage as front ends of Supabase know it: every role of the API may try everything on buckets and objects, and policies
-- decide; the front ends' own policies, made as the role postgres, among them (B27, C45 to C49). What a role gets from the
-- policies made here ends at the buckets made here.

-- On Supabase the tables belong to a role of storage's own that postgres may act as: whoever makes policies on a table must.
do $$
declare
  is_super boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  if to_regrole('supabase_storage_admin') is null then
    create role supabase_storage_admin nologin noinherit;
  end if;
  if not is_super then
    execute format('grant supabase_storage_admin to %I', current_user);
  end if;
  if shobj_description(to_regrole('postgres')::oid, 'pg_authid') = 'made by Atelier: the operator''s SQL' then
    grant supabase_storage_admin to postgres;
    grant usage on schema storage to postgres;
  end if;
end
$$;
grant usage, create on schema storage to supabase_storage_admin;
grant usage on schema public, auth to supabase_storage_admin;

-- A row without bytes is what a policy is tried with, and what a script of a front end may leave: it is listed, and has
-- nothing to download.
alter table storage.objects
  alter column id set default gen_random_uuid(),
  alter column blob_id drop not null,
  alter column metadata drop not null,
  alter column metadata drop default;

alter table storage.buckets drop constraint file_size_limit_positive,
  add constraint file_size_limit_not_negative check (file_size_limit >= 0);

-- Keys are compared byte by byte, as listings order them.
create index objects_bucket_name_bytes_idx on storage.objects (bucket_id, name collate "C");
create index objects_bucket_lower_name_idx on storage.objects (bucket_id, lower(name) collate "C");

alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
create policy storage_admin_all on storage.buckets for all to supabase_storage_admin using (true) with check (true);
create policy storage_admin_all on storage.objects for all to supabase_storage_admin using (true) with check (true);
grant select, insert, update, delete on storage.buckets, storage.objects to anon, authenticated, service_role;
do $$
begin
  -- The functions of ours that run as the role that migrates reach the tables when they belong to another.
  execute format('grant all on storage.buckets, storage.objects to %I', session_user);
end
$$;

-- Whose bytes an object has is the server's to say: no statement of a person may point a row to bytes or an organisation.
create function storage.keep_bytes() returns trigger language plpgsql set search_path = '' as $$
begin
  -- A deeper trigger of the table's own role is a foreign key at work.
  if current_user in ('anon', 'authenticated', 'service_role')
     or (current_user in ('postgres', 'supabase_storage_admin') and pg_trigger_depth() = 1) then
    if tg_op = 'INSERT' then
      new.blob_id := null;
      new.org_id := null;
    elsif new.blob_id is distinct from old.blob_id or new.org_id is distinct from old.org_id then
      raise exception 'The bytes and the organisation of an object are set by the Storage API.' using errcode = '42501';
    end if;
  end if;
  return new;
end
$$;
create trigger objects_keep_bytes before insert or update on storage.objects
  for each row execute function storage.keep_bytes();

-- Counting stays right where there are no bytes.
create or replace function storage.count_references() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and old.blob_id is not distinct from new.blob_id then
    return null;
  end if;
  if tg_op <> 'INSERT' and old.blob_id is not null then
    update atelier.blobs set ref_count = ref_count - 1, touched_at = now() where id = old.blob_id;
  end if;
  if tg_op <> 'DELETE' and new.blob_id is not null then
    update atelier.blobs set ref_count = ref_count + 1 where id = new.blob_id;
  end if;
  return null;
end
$$;

-- The buckets that come with Atelier. Their policies name them, so that a front end's own bucket has none but its own.
drop policy objects_read on storage.objects;
create policy objects_read on storage.objects for select to authenticated
  using (bucket_id in ('generated-images', 'generated-videos', 'generated-audio', 'video-thumbnails', 'user-uploads')
         and ((owner_id = (select auth.uid())::text and org_id is null)
              or org_id = any ((select auth.permitted_orgs('assets.read'))::uuid[])));
-- Own files in the own folder: user_id/... What a generation made is written by the server and may be removed by its owner.
create policy objects_upload on storage.objects for insert to authenticated
  with check (bucket_id = 'user-uploads' and org_id is null
              and split_part(name, '/', 1) = (select auth.uid())::text
              and owner_id = (select auth.uid())::text);
create policy objects_update on storage.objects for update to authenticated
  using (bucket_id = 'user-uploads' and org_id is null
         and split_part(name, '/', 1) = (select auth.uid())::text
         and owner_id = (select auth.uid())::text)
  with check (bucket_id = 'user-uploads' and org_id is null
              and split_part(name, '/', 1) = (select auth.uid())::text
              and owner_id = (select auth.uid())::text);
create policy objects_remove on storage.objects for delete to authenticated
  using (bucket_id in ('generated-images', 'generated-videos', 'generated-audio', 'video-thumbnails', 'user-uploads')
         and org_id is null and owner_id = (select auth.uid())::text);
create policy buckets_read on storage.buckets for select to authenticated
  using (id in ('generated-images', 'generated-videos', 'generated-audio', 'video-thumbnails', 'user-uploads'));

-- Where the bytes of a row are, for whoever may read the row. A blob's id is in no other place.
create function storage.bytes_of(blob uuid, out tenant_id uuid, out sha256 bytea, out size_bytes bigint)
  language sql stable security definer set search_path = ''
  as $$ select b.tenant_id, b.sha256, b.size_bytes from atelier.blobs b where b.id = bytes_of.blob $$;

-- Whether there is a bucket, and whether everybody may read what is in it; told to those who may not see the bucket too.
create function storage.bucket_is_public(bucket text) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select b.public from storage.buckets b where b.id = bucket_is_public.bucket $$;

-- Helpers that policies of front ends use.
create function storage.operation() returns text language sql stable
  as $$ select current_setting('storage.operation', true) $$;

create function storage.allow_any_operation(expected_operations text[]) returns boolean language sql stable
  as $$
    select exists (
      select from unnest(expected_operations) as expected
      where expected <> ''
        and regexp_replace(expected, '^storage\.', '') = regexp_replace(storage.operation(), '^storage\.', ''))
  $$;

create function storage.allow_only_operation(expected_operation text) returns boolean language sql stable
  as $$ select storage.allow_any_operation(array[expected_operation]) $$;

create function storage.get_size_by_bucket() returns table (size bigint, bucket_id text) language sql stable
  as $$
    select sum((o.metadata ->> 'size')::bigint)::bigint, o.bucket_id
    from storage.objects o
    group by o.bucket_id
  $$;

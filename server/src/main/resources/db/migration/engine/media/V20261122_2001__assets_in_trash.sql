-- A result whose file is removed through the storage API waits with it, and comes back as what it was: the same id, the same address,
-- the same place in the gallery. Its small pictures wait as parts of the file.

create table atelier.trashed_assets (
  object_id      uuid   primary key references atelier.trashed_objects on delete cascade,
  generation_id  uuid,                                                     -- null for an upload; the key stands with generations
  asset          jsonb  not null                                           -- the row as it was
);
create index trashed_assets_generation_idx on atelier.trashed_assets (generation_id) where generation_id is not null;
select atelier.protect('atelier.trashed_assets');

-- Named so that it comes before assets_forget_small_pictures. Small pictures that were named in the same removal are in the trash
-- by themselves already.
create function atelier.keep_asset_in_trash() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  file uuid;
  parts text[] := array_remove(array[old.thumbnail_name, old.preview_name, old.loop_name], null);
begin
  select t.id into file
    from atelier.trashed_objects t
   where t.bucket_id = old.bucket_id and t.name = old.object_name and t.removed_at = transaction_timestamp()
   order by t.id desc
   limit 1;
  if file is null then
    return null;
  end if;
  insert into atelier.trashed_assets (object_id, generation_id, asset)
    values (file, (select g.id from public.generations g where g.id = old.generation_id), to_jsonb(old));
  insert into atelier.trashed_objects
    (id, bucket_id, name, owner, owner_id, org_id, blob_id, size_bytes, metadata, user_metadata, version, created_at,
     last_accessed_at, removed_by, part_of)
  select o.id, o.bucket_id, o.name, o.owner, o.owner_id, o.org_id, o.blob_id,
         greatest(coalesce((o.metadata ->> 'size')::bigint, 0), 0), o.metadata, o.user_metadata, o.version, o.created_at,
         o.last_accessed_at, nullif(current_setting('request.jwt.claim.sub', true), ''), file
    from storage.objects o
   where o.bucket_id = old.bucket_id and o.name = any (parts) and o.blob_id is not null;
  update atelier.trashed_objects t
     set part_of = file
   where t.bucket_id = old.bucket_id and t.name = any (parts) and t.part_of is null
     and t.removed_at = transaction_timestamp();
  return null;
end
$$;
revoke execute on function atelier.keep_asset_in_trash() from public;
create trigger assets_are_kept_in_trash after delete on public.assets
  for each row when (current_setting('storage.trash', true) = 'on')
  execute function atelier.keep_asset_in_trash();

-- Whoever restores a file says `storage.restoring`; no upload pays for the question. Who owns it may have changed meanwhile: an heir.
create function atelier.restore_asset() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  kept public.assets;
begin
  select (jsonb_populate_record(null::public.assets, t.asset)).* into kept
    from atelier.trashed_assets t
   where t.object_id = new.id;
  if kept.id is null then
    return null;
  end if;
  kept.user_id := coalesce(new.owner, kept.user_id);
  kept.org_id := new.org_id;
  kept.thumbnail_name := atelier.name_that_is_there(kept.bucket_id, kept.thumbnail_name);
  kept.preview_name := atelier.name_that_is_there(kept.bucket_id, kept.preview_name);
  kept.loop_name := atelier.name_that_is_there(kept.bucket_id, kept.loop_name);
  insert into public.assets select kept.*;
  return null;
end
$$;
revoke execute on function atelier.restore_asset() from public;

create function atelier.name_that_is_there(bucket text, object text) returns text language sql stable set search_path = ''
  as $$ select o.name from storage.objects o where o.bucket_id = bucket and o.name = object $$;
revoke execute on function atelier.name_that_is_there(text, text) from public;

create trigger objects_restore_asset after insert on storage.objects
  for each row when (current_setting('storage.restoring', true) = 'on')
  execute function atelier.restore_asset();

-- A file of an asset may be removed through storage by its owner: the asset goes with it, and its small pictures go too. What the
-- file holds and what it is called stays: the asset says what it is.

create function atelier.forget_small_pictures() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  before text := coalesce(current_setting('storage.allow_delete_query', true), '');
begin
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where bucket_id = old.bucket_id and name in (old.thumbnail_name, old.preview_name);
  perform set_config('storage.allow_delete_query', before, true);
  return null;
end
$$;
revoke execute on function atelier.forget_small_pictures() from public;
create trigger assets_forget_small_pictures after delete on public.assets
  for each row when (old.thumbnail_name is not null or old.preview_name is not null)
  execute function atelier.forget_small_pictures();

create function atelier.keep_file_of_asset() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.assets a where a.bucket_id = old.bucket_id and a.object_name = old.name)
     or exists (select from public.assets a where a.bucket_id = old.bucket_id and a.thumbnail_name = old.name)
     or exists (select from public.assets a where a.bucket_id = old.bucket_id and a.preview_name = old.name) then
    raise exception 'This file is still referenced from table "assets".' using errcode = '23503';
  end if;
  return new;
end
$$;
revoke execute on function atelier.keep_file_of_asset() from public;
create trigger objects_keep_file_of_asset before update of version, blob_id, bucket_id, name on storage.objects
  for each row execute function atelier.keep_file_of_asset();

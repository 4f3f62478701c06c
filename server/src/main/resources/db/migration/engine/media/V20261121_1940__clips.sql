-- What is known of a clip, and some seconds of it that a gallery can play without the whole file. Its thumbnail and preview are a
-- still of it.

alter table public.assets
  add column loop_name    text,
  add column frame_rate   double precision  constraint frame_rate_positive check (frame_rate > 0),
  add column video_codec  text              constraint video_codec_length check (length(video_codec) between 1 and 40),
  add column audio_codec  text              constraint audio_codec_length check (length(audio_codec) between 1 and 40),
  add constraint assets_loop_fkey foreign key (bucket_id, loop_name)
    references storage.objects (bucket_id, name) on delete set null (loop_name);
create index assets_loop_idx on public.assets (bucket_id, loop_name) where loop_name is not null;

create or replace function atelier.forget_small_pictures() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  before text := coalesce(current_setting('storage.allow_delete_query', true), '');
begin
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects
   where bucket_id = old.bucket_id and name in (old.thumbnail_name, old.preview_name, old.loop_name);
  perform set_config('storage.allow_delete_query', before, true);
  return null;
end
$$;
drop trigger assets_forget_small_pictures on public.assets;
create trigger assets_forget_small_pictures after delete on public.assets
  for each row when (old.thumbnail_name is not null or old.preview_name is not null or old.loop_name is not null)
  execute function atelier.forget_small_pictures();

create or replace function atelier.keep_file_of_asset() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.assets a where a.bucket_id = old.bucket_id and a.object_name = old.name)
     or exists (select from public.assets a where a.bucket_id = old.bucket_id and a.thumbnail_name = old.name)
     or exists (select from public.assets a where a.bucket_id = old.bucket_id and a.preview_name = old.name)
     or exists (select from public.assets a where a.bucket_id = old.bucket_id and a.loop_name = old.name) then
    raise exception 'This file is still referenced from table "assets".' using errcode = '23503';
  end if;
  return new;
end
$$;

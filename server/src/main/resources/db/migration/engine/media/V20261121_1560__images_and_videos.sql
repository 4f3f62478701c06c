-- `images` and `videos` (C15, C16, B156): other names of assets, for front ends that know them by these. An asset remembers what it
-- was made from, so that a picture tells its prompt after the generation is gone, and so that a view needs no second table.

alter table public.assets
  add column prompt           text,
  add column model            varchar(200),
  add column settings         jsonb,                                       -- the parameters it was made with
  add column source_asset_id  uuid,                                        -- the picture a clip was made from
  add column updated_at       timestamptz  not null default now();

update public.assets a
   set prompt = g.prompt, model = g.model, settings = g.parameters, source_asset_id = g.reference_asset_ids[1]
  from public.generations g
 where g.id = a.generation_id;
create trigger assets_touch before update on public.assets for each row execute function atelier.touch();

create function atelier.remember_origin() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  select g.prompt, g.model, g.parameters, g.reference_asset_ids[1]
    into new.prompt, new.model, new.settings, new.source_asset_id
    from public.generations g
   where g.id = new.generation_id;
  return new;
end
$$;
revoke execute on function atelier.remember_origin() from public;
create trigger assets_origin before insert on public.assets
  for each row when (new.generation_id is not null) execute function atelier.remember_origin();

create view public.images with (security_invoker = true) as
  select a.id, a.user_id, a.org_id, a.generation_id,
         '/media/' || a.token as image_url,
         case when a.thumbnail_name is not null then '/media/' || a.token || '/thumbnail' end as thumbnail_url,
         a.prompt, a.model, a.settings -> 'tokens' as tokens, a.settings, a.metadata,
         'completed'::text as status, a.width, a.height, a.created_at, a.updated_at
  from public.assets a
  where a.kind = 'image' and a.deleted_at is null;

create view public.videos with (security_invoker = true) as
  select a.id, a.user_id, a.org_id, a.generation_id,
         a.source_asset_id as source_image_id,
         '/media/' || a.token as video_url,
         case when a.thumbnail_name is not null then '/media/' || a.token || '/thumbnail' end as preview_url,
         a.prompt, a.model,
         a.settings ->> 'effect' as effect,
         ((a.duration_ms + 500) / 1000)::integer as duration,
         a.width || 'x' || a.height as resolution,
         'completed'::text as payment_status,                              -- nothing runs that was not paid for or held before
         null::numeric(10, 2) as payment_amount,
         a.created_at, a.updated_at
  from public.assets a
  where a.kind = 'video' and a.deleted_at is null;

grant select, insert (id, image_url, prompt, model, tokens, settings, metadata, user_id, status, thumbnail_url), delete
  on public.images to authenticated;
grant select, insert, delete on public.images to service_role;
grant select on public.videos to authenticated, service_role;
grant select on public.assets to service_role;

-- Bucket and name out of what clients keep of an object: its URL of any kind, or bucket/name.
create function atelier.object_of_url(url text) returns text[] language sql immutable strict set search_path = ''
  as $$
    with path as (
      select regexp_replace(regexp_replace(split_part(split_part(url, '?', 1), '#', 1), '^https?://[^/]+', ''),
                            '^/?(storage/v1/(object|render/image)/((public|authenticated|sign)/)?)?', '') as text
    ), decoded as (
      select convert_from(string_agg(case when part[1] is not null then decode(substr(part[1], 2), 'hex')
                                          else convert_to(part[2], 'UTF8') end, ''::bytea order by place), 'UTF8') as text
      from path, regexp_matches(path.text, '(%[0-9A-Fa-f]{2})|([^%]+|%)', 'g') with ordinality as found (part, place)
    )
    select array[split_part(text, '/', 1), substr(text, position('/' in text) + 1)] from decoded
  $$;

-- INSERT into images imports an object that is there already: the caller's own, a picture, and not imported before.
create function atelier.import_image() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  person uuid := case when current_setting('role', true) = 'service_role' then coalesce(new.user_id, auth.uid()) else auth.uid() end;
  place text[] := atelier.object_of_url(new.image_url);
  object record;
begin
  if new.user_id is not null and new.user_id is distinct from person then
    raise exception 'new row violates row-level security policy for table "images"' using errcode = '42501';
  end if;
  select o.bucket_id, o.name, o.org_id, o.metadata ->> 'mimetype' as type, b.size_bytes, b.sha256
    into object
    from storage.objects o
    join atelier.blobs b on b.id = o.blob_id
   where o.bucket_id = place[1] and o.name = place[2] and o.owner_id = person::text;
  if not found then
    raise exception 'There is no stored picture of yours at %.', coalesce(new.image_url, 'null')
      using errcode = 'foreign_key_violation',
            hint = 'Upload it first, then INSERT its URL, or bucket/name, as image_url. To make a picture call generate-content.';
  end if;
  if object.type is null or object.type not in ('image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif') then
    raise exception 'The object at % is not a picture.', new.image_url
      using errcode = 'check_violation', hint = 'PNG, JPEG, WebP, GIF and AVIF are pictures.';
  end if;
  new.id := coalesce(new.id, atelier.new_id());
  insert into public.assets (id, user_id, org_id, source, kind, mime_type, size_bytes, sha256, bucket_id, object_name, token,
                             prompt, model, settings, metadata)
  values (new.id, person, object.org_id, 'upload', 'image', object.type, object.size_bytes, object.sha256, object.bucket_id,
          object.name,
          -- 256 bits out of two random UUIDs, as URLs write them
          rtrim(translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '='),
          new.prompt, new.model,
          case when new.tokens is null then new.settings
               else coalesce(new.settings, '{}') || jsonb_build_object('tokens', new.tokens) end,
          coalesce(new.metadata, '{}'));
  select v.* into new from public.images v where v.id = new.id;
  return new;
end
$$;
revoke execute on function atelier.import_image() from public;
create trigger images_import instead of insert on public.images for each row execute function atelier.import_image();

-- DELETE puts a generated picture into the trash, from where it goes with its generation; of an imported one it forgets the row,
-- and the object stays where it was uploaded. Row-level security has decided before that the caller sees it; only the maker deletes.
create function atelier.trash_image() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if current_setting('role', true) <> 'service_role' and old.user_id is distinct from auth.uid() then
    return null;
  end if;
  delete from public.assets where id = old.id and source = 'upload';
  if not found then
    update public.assets set deleted_at = now() where id = old.id and deleted_at is null;
  end if;
  return old;
end
$$;
revoke execute on function atelier.trash_image() from public;
create trigger images_trash instead of delete on public.images for each row execute function atelier.trash_image();

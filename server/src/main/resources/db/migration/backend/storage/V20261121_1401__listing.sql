-- Listings as clients of Supabase ask for them, and under the names by which front ends call them: one level of a bucket, its
-- folders and its objects, under the policies of whoever asks.

-- Steps over a folder instead of reading through it: one look into an index for each folder and a cursor over the objects
-- between, whatever the folders hold. Folders come with their slash. Keys are compared byte by byte; the byte after a slash is 0.
create function storage.level_of(
  bucket text, folder text, start_after text, descending boolean, folded boolean, wanted integer
) returns table (name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb)
language plpgsql stable as $$
declare
  -- Greater than every key that begins like this.
  beyond constant text := (case when folded then lower(folder) else folder end) || chr(1114111);
  low constant text := case when folded then lower(folder) else folder end;
  key constant text := case when folded then 'lower(o.name) collate "C"' else 'o.name collate "C"' end;
  statement constant text := format(
    'select o.name, o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata, %1$s as key
     from storage.objects o
     where o.bucket_id = $1 and %1$s >= $2 and %1$s < $3
     order by %1$s %2$s', key, case when descending then 'desc' else 'asc' end);
  seek text;
  found_row record;
  slash integer;
  count integer := 0;
  stepped boolean;
begin
  seek := case
    when start_after = '' then case when descending then beyond else low end
    when descending then start_after
    when right(start_after, 1) = '/' then left(start_after, -1) || '0'
    else start_after || chr(1)
  end;
  loop
    stepped := false;
    for found_row in execute statement
        using bucket, case when descending then low else greatest(seek, low) end, case when descending then seek else beyond end
    loop
      exit when count >= wanted;
      slash := position('/' in substr(found_row.name, length(folder) + 1));
      count := count + 1;
      if slash > 0 and length(folder) + slash <= length(found_row.name) then
        name := left(found_row.name, length(folder) + slash);
        id := null; updated_at := null; created_at := null; last_accessed_at := null; metadata := null;
        return next;
        seek := case when descending then left(found_row.key, length(folder) + slash)
                     else left(found_row.key, length(folder) + slash - 1) || '0' end;
        stepped := true;
        exit;
      end if;
      name := found_row.name;
      id := found_row.id;
      updated_at := found_row.updated_at;
      created_at := found_row.created_at;
      last_accessed_at := found_row.last_accessed_at;
      metadata := found_row.metadata;
      return next;
    end loop;
    exit when not stepped or count >= wanted;
  end loop;
end
$$;

-- Names are relative to the prefix, which ends with a slash or is empty; the search extends it. Cases are not told apart.
create function storage.search(
  prefix text, bucketname text, limits integer default 100, levels integer default 1, offsets integer default 0,
  search text default '', sortcolumn text default 'name', sortorder text default 'asc'
) returns table (name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb)
language plpgsql stable as $$
declare
  within constant text := coalesce(prefix, '') || coalesce(search, '');
  relative constant integer := length(coalesce(prefix, '')) + 1;
  page constant integer := least(coalesce(limits, 100), 1500);
  skipped constant integer := greatest(coalesce(offsets, 0), 0);
  descending constant boolean := lower(coalesce(sortorder, 'asc')) = 'desc';
  sorted constant text := case when sortcolumn in ('updated_at', 'created_at', 'last_accessed_at') then sortcolumn else 'name' end;
begin
  if sorted = 'name' then
    return query
      select rtrim(substr(l.name, relative), '/'), l.id, l.updated_at, l.created_at, l.last_accessed_at, l.metadata
      from storage.level_of(bucketname, within, '', descending, true, page + skipped) with ordinality
           as l (name, id, updated_at, created_at, last_accessed_at, metadata, place)
      order by l.place
      limit page offset skipped;
    return;
  end if;
  return query execute format(
    'with of_prefix as (
       select o.*, position(''/'' in substr(o.name, length($1) + 1)) as slash
       from storage.objects o
       where o.bucket_id = $2 and starts_with(lower(o.name), lower($1)))
     select l.name, l.id, l.updated_at, l.created_at, l.last_accessed_at, l.metadata
     from (
       select distinct on (substr(f.name, $3, length($1) + f.slash - $3)) 0 as kind,
              substr(f.name, $3, length($1) + f.slash - $3) as name, null::uuid as id, null::timestamptz as updated_at,
              null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata,
              null::timestamptz as moment
       from of_prefix f
       where f.slash > 0
       union all
       select 1, substr(f.name, $3), f.id, f.updated_at, f.created_at, f.last_accessed_at, f.metadata, f.%1$I
       from of_prefix f
       where f.slash = 0) l
     order by l.kind, l.moment %2$s, l.name collate "C" %2$s
     limit $4 offset $5', sorted, case when descending then 'desc' else 'asc' end)
    using within, bucketname, relative, page, skipped;
end
$$;

-- Full names, in pages after a key or, sorted by time, after a moment and a key. A folder has the time of its oldest object. A
-- start_after that names a folder ends with its slash.
create function storage.search_v2(
  prefix text, bucket_name text, limits integer default 100, levels integer default 1, start_after text default '',
  sort_order text default 'asc', sort_column text default 'name', sort_column_after text default ''
) returns table (key text, name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz,
                 metadata jsonb)
language plpgsql stable as $$
declare
  within constant text := coalesce(prefix, '');
  page constant integer := least(coalesce(limits, 100), 1500);
  after_key constant text := coalesce(start_after, '');
  descending constant boolean := lower(coalesce(sort_order, 'asc')) = 'desc';
begin
  if coalesce(sort_column, 'name') not in ('created_at', 'updated_at') then
    return query
      select split_part(l.name, '/', levels), rtrim(l.name, '/'), l.id, l.updated_at, l.created_at, l.last_accessed_at, l.metadata
      from storage.level_of(bucket_name, within, after_key, descending, false, page) with ordinality
           as l (name, id, updated_at, created_at, last_accessed_at, metadata, place)
      order by l.place;
    return;
  end if;
  return query execute format(
    'with of_prefix as (
       select o.*, position(''/'' in substr(o.name, length($1) + 1)) as slash
       from storage.objects o
       where o.bucket_id = $2 and starts_with(o.name, $1))
     select split_part(l.name, ''/'', $3), rtrim(l.name, ''/''), l.id, l.updated_at, l.created_at, l.last_accessed_at, l.metadata
     from (
       select left(f.name, length($1) + f.slash) as name, null::uuid as id, min(f.created_at) as updated_at,
              min(f.created_at) as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
       from of_prefix f
       where f.slash > 0
       group by 1
       union all
       select f.name, f.id, f.updated_at, f.created_at, f.last_accessed_at, f.metadata
       from of_prefix f
       where f.slash = 0) l
     where $5 = '''' or (coalesce(l.%1$I, ''epoch''), l.name collate "C") %2$s (coalesce(nullif($6, '''')::timestamptz, ''epoch''), $5)
     order by coalesce(l.%1$I, ''epoch'') %3$s, l.name collate "C" %3$s
     limit $4', sort_column, case when descending then '<' else '>' end, case when descending then 'desc' else 'asc' end)
    using within, bucket_name, levels, page, after_key, sort_column_after;
end
$$;

-- One object of a bucket that everybody may read, with its bytes: no policy is asked.
create function storage.public_object(bucket text, object_name text) returns setof storage.objects
  language sql stable rows 1 security definer set search_path = ''
  as $$
    select o.*
    from storage.objects o
    join storage.buckets b on b.id = o.bucket_id
    where o.bucket_id = public_object.bucket and o.name = public_object.object_name and b.public
  $$;

-- Removed files stay for a while: whoever removed the wrong one gets it back. For programs they are gone at once: the row of the
-- object is, and its name is free. Only what somebody removed through the storage API comes here; what goes with an account,
-- with a generation that was deleted for good, or with its original does not.

create table atelier.trashed_objects (
  id                uuid         primary key,                              -- of the object
  bucket_id         text         not null,                                 -- no reference: the bucket may go before
  name              text         not null,
  owner             uuid,
  owner_id          text,
  org_id            uuid         references public.orgs on delete set null,
  blob_id           uuid         not null references atelier.blobs,        -- counts as a reference: the collector waits
  size_bytes        bigint       not null constraint size_not_negative check (size_bytes >= 0),
  metadata          jsonb,
  user_metadata     jsonb,
  version           text,
  created_at        timestamptz,
  last_accessed_at  timestamptz,
  removed_by        text,                                                  -- subject of the token; null for a key
  removed_at        timestamptz  not null default now()
);
create index trashed_objects_owner_idx on atelier.trashed_objects (owner_id, removed_at desc, id desc);
create index trashed_objects_org_idx on atelier.trashed_objects (org_id, removed_at desc) where org_id is not null;
create index trashed_objects_blob_idx on atelier.trashed_objects (blob_id);
create index trashed_objects_removed_idx on atelier.trashed_objects (removed_at, id);
select atelier.protect('atelier.trashed_objects');
create trigger trashed_objects_count_references after insert or delete or update of blob_id on atelier.trashed_objects
  for each row execute function storage.count_references();

-- The storage API says `storage.trash` with each request. A deeper trigger is a foreign key or a trigger at work: small pictures
-- of a result go with it, and come again with the next rendering.
create function storage.keep_in_trash() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into atelier.trashed_objects
    (id, bucket_id, name, owner, owner_id, org_id, blob_id, size_bytes, metadata, user_metadata, version, created_at,
     last_accessed_at, removed_by)
  values (old.id, old.bucket_id, old.name, old.owner, old.owner_id, old.org_id, old.blob_id,
          greatest(coalesce((old.metadata ->> 'size')::bigint, 0), 0), old.metadata, old.user_metadata, old.version,
          old.created_at, old.last_accessed_at, nullif(current_setting('request.jwt.claim.sub', true), ''))
  on conflict (id) do nothing;
  return null;
end
$$;
revoke execute on function storage.keep_in_trash() from public;
create trigger objects_to_trash after delete on storage.objects
  for each row
  when (old.blob_id is not null and old.name not like '%.emptyFolderPlaceholder' and pg_trigger_depth() = 0
        and current_setting('storage.trash', true) = 'on')
  execute function storage.keep_in_trash();

-- A person who goes takes the own removed files along; those of an organisation stay with an heir, as its files do.
create function storage.forget_trash() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from atelier.trashed_objects where owner_id = old.id::text and org_id is null;
  return null;
end
$$;
revoke execute on function storage.forget_trash() from public;
create trigger users_forget_trash after delete on auth.users for each row execute function storage.forget_trash();

create function storage.hand_over_trash() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update atelier.trashed_objects
     set owner = auth.heir(org_id, old.id), owner_id = auth.heir(org_id, old.id)::text
   where owner_id = old.id::text and org_id is not null and auth.heir(org_id, old.id) is not null;
  return old;
end
$$;
revoke execute on function storage.hand_over_trash() from public;
create trigger users_hand_over_trash before delete on auth.users for each row execute function storage.hand_over_trash();

-- Whoever may manage the files of an organisation restores them and empties its trash.
insert into auth.role_permissions (role, permission) values ('admin', 'assets.manage'), ('owner', 'assets.manage');

-- A generation that is deleted for good takes along what could have come back to it; and open pages look at a generation again when
-- one of its files goes into the trash or comes back.

alter table atelier.trashed_assets
  add constraint trashed_assets_generation_fkey foreign key (generation_id) references public.generations on delete cascade;

create function atelier.tell_of_result() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.generations set updated_at = now() where id = coalesce(new.generation_id, old.generation_id);
  return null;
end
$$;
revoke execute on function atelier.tell_of_result() from public;
create trigger trashed_assets_tell_removed after insert on atelier.trashed_assets
  for each row when (new.generation_id is not null) execute function atelier.tell_of_result();
create trigger trashed_assets_tell_restored after delete on atelier.trashed_assets
  for each row when (old.generation_id is not null and current_setting('storage.restoring', true) = 'on')
  execute function atelier.tell_of_result();

-- The owner's open pages hear of a generation that was deleted for good. The log says of a deleted row no more than its id, so whose
-- it was is said by a row that comes and goes in the same statement: only the log keeps it. The whole old row in the log would cost
-- every update of a run.

create table atelier.deleted_generations (
  id       uuid  primary key,
  user_id  uuid  not null
);
select atelier.protect('atelier.deleted_generations');
alter publication atelier_feed add table atelier.deleted_generations;

create function atelier.tell_deleted_generation() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into atelier.deleted_generations (id, user_id) values (old.id, old.user_id) on conflict do nothing;
  delete from atelier.deleted_generations where id = old.id;
  return null;
end
$$;
revoke execute on function atelier.tell_deleted_generation() from public;
create trigger generations_tell_deleted after delete on public.generations
  for each row when (old.user_id is not null) execute function atelier.tell_deleted_generation();

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
  insert into atelier.deleted_generations (id, user_id)
  select id, user_id from gone where user_id is not null
  on conflict do nothing;
  -- Those of this statement are all there are: others' are gone before they can be seen.
  delete from atelier.deleted_generations;
  return null;
end
$$;
revoke execute on function atelier.tell_deleted_generation() from public;
-- For each statement, because an account may take a hundred thousand of them along.
create trigger generations_tell_deleted after delete on public.generations
  referencing old table as gone
  for each statement execute function atelier.tell_deleted_generation();

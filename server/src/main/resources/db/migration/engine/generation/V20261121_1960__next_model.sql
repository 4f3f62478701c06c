-- What a policy needs to choose the next model where one failed and nothing was bought: which parameters were asked for, and not
-- filled in by the first model. Null where the model was named. The access key says whose budgets and whose usage a run is.
alter table atelier.generation_runs
  add column asked_parameters text[] constraint asked_parameters_count check (cardinality(asked_parameters) <= 100),
  add column access_key_id    uuid;
update atelier.generation_runs r
set access_key_id = s.access_key_id
from atelier.reservations s
where s.id = r.generation_id and s.access_key_id is not null;
create index generation_runs_access_key_idx on atelier.generation_runs (access_key_id, generation_id) where access_key_id is not null;

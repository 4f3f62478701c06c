-- Under which name the model of a run was asked for, where that was not its own, and why this one ran.

alter table public.generations
  add column routing jsonb constraint routing_is_object check (jsonb_typeof(routing) = 'object' and length(routing::text) <= 8192);

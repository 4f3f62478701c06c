-- The models a person wants on top of the list. Names only: what a provider discovers has no row of its own, and a
-- name that is gone simply is not listed.

create table atelier.favourite_models (
  user_id     uuid         not null references auth.users on delete cascade,
  model_id    text         not null constraint model_id_length check (length(model_id) between 3 and 264),
  created_at  timestamptz  not null default now(),
  primary key (user_id, model_id)
);
select atelier.protect('atelier.favourite_models');

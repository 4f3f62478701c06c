-- What an admin allows one run of a model to cost whose price nobody knows (A69: prices are the server's, never a caller's). A
-- model without a price does not run until it has a row here.

create table atelier.model_ceilings (
  provider         text         not null constraint provider_form check (provider ~ '^[a-z0-9-]{1,64}$'),
  model            text         not null constraint model_length check (length(model) between 1 and 200),
  generation_type  text         not null constraint generation_type_known
                                check (generation_type in ('text', 'image', 'video', 'audio', 'embedding', 'moderation')),
  ceiling_micros   bigint       not null constraint ceiling_range check (ceiling_micros between 0 and 1000000000),
  updated_at       timestamptz  not null default now(),
  primary key (provider, model)
);
create trigger model_ceilings_touch before update on atelier.model_ceilings
  for each row execute function atelier.touch();
select atelier.protect('atelier.model_ceilings');

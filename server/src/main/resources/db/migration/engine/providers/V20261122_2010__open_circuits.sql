-- Circuits that some node opened, so that the others do not find out at the price of failing calls. A row whose end has
-- passed means nothing; each node then tries by itself whether it works again.

create table atelier.open_circuits (
  provider    varchar(50)   not null constraint provider_form check (provider ~ '^[a-z0-9][a-z0-9_-]*$'),
  model       varchar(200)  not null,
  key_id      uuid,
  open_until  timestamptz   not null,
  constraint one_per_circuit unique nulls not distinct (provider, model, key_id)
);
select atelier.protect('atelier.open_circuits');

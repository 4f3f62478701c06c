-- When recurring housekeeping is due, shared by all nodes: whoever takes the row does the work. Columns are db-scheduler's.

create table atelier.scheduled_tasks (
  task_name             text         not null,
  task_instance         text         not null,
  task_data             bytea,
  execution_time        timestamptz  not null,
  picked                boolean      not null,
  picked_by             text,
  last_success          timestamptz,
  last_failure          timestamptz,
  consecutive_failures  integer,
  last_heartbeat        timestamptz,
  version               bigint       not null,
  priority              smallint,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_due_idx on atelier.scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat_idx on atelier.scheduled_tasks (last_heartbeat);
select atelier.protect('atelier.scheduled_tasks');

-- The library opens its own transactions as the pool's role, which may touch this one table and nothing else.
grant usage on schema atelier to atelier_server;
grant select, insert, update, delete on atelier.scheduled_tasks to atelier_server;
create policy scheduler_all on atelier.scheduled_tasks for all to atelier_server using (true) with check (true);

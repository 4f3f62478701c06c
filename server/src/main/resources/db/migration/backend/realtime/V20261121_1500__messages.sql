-- Broadcasts from the database, and the table whose policies decide about private channels, as Supabase's clients and front
-- ends know them (A48, B166).
-- What is inserted is read from the log after its commit and told to who listens; it stays for a few days, for replay.

create schema if not exists realtime;
grant usage on schema realtime to anon, authenticated, service_role, atelier_system;

-- Front ends write their policies as postgres, and only an owner may: of this table alone it is one, through a role.
do $$
declare
  is_super boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  if to_regrole('supabase_realtime_admin') is null then
    create role supabase_realtime_admin nologin;
    if not is_super then
      execute format('grant supabase_realtime_admin to %I', current_user);
    end if;
  end if;
  grant usage, create on schema realtime to supabase_realtime_admin;
  if shobj_description(to_regrole('postgres')::oid, 'pg_authid') = 'made by Atelier: the operator''s SQL' then
    grant usage on schema realtime to postgres;
    grant supabase_realtime_admin to postgres;
  end if;
end
$$;

-- In parts of a day (UTC), so that a day goes at once and without a trace in the log.
create table realtime.messages (
  topic           text         not null,
  extension       text         not null,                                    -- broadcast or presence
  payload         jsonb,
  event           text,
  private         boolean      default false,
  updated_at      timestamptz  not null default now(),
  inserted_at     timestamptz  not null default now(),
  id              uuid         not null default gen_random_uuid(),
  binary_payload  bytea,
  constraint messages_payload_exclusive check (payload is null or binary_payload is null),
  primary key (id, inserted_at)
) partition by range (inserted_at);
create index messages_replay_idx on realtime.messages (topic, inserted_at desc) where extension = 'broadcast' and private;
select atelier.protect('realtime.messages');
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
alter table realtime.messages owner to supabase_realtime_admin;
-- Nobody may do anything on a private channel until the operator's own policies say so.
create policy closed on realtime.messages for all to anon, authenticated using (false) with check (false);
-- Triggers of the operator's own tables send as their owner, who may lack BYPASSRLS.
create policy admin_all on realtime.messages for all to supabase_realtime_admin using (true) with check (true);

-- The name of the channel a policy is asked about.
create function realtime.topic() returns text language sql stable
  as $$ select nullif(current_setting('realtime.topic', true), '') $$;

-- Sends to who listens. A failure is a warning: it must not undo the work of the one who sends.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
  language plpgsql as $$
declare
  message_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (message_id, case when payload ? 'id' then payload else payload || jsonb_build_object('id', message_id) end,
          event, topic, private, 'broadcast');
exception when others then
  raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- As above, with bytes.
create function realtime.send_binary(payload bytea, event text, topic text, private boolean default true) returns void
  language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (binary_payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception when others then
  raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- For triggers: tells a private topic of a changed row.
create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text default 'ROW'
) returns void language plpgsql as $$
begin
  if level = 'STATEMENT' then
    raise exception 'Failed to process the row: function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Failed to process the row: Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object('old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema),
    event_name, topic_name);
end
$$;

-- Makes the parts of yesterday to three days from now, and drops those of which everything is older than is kept.
create function realtime.keep_partitions(keep interval) returns void language plpgsql security definer set search_path = '' as $$
declare
  today date := (now() at time zone 'utc')::date;
  day date;
  part text;
begin
  for day in select generate_series(today - 1, today + 3, interval '1 day')::date loop
    part := 'messages_' || to_char(day, 'YYYY_MM_DD');
    if to_regclass('realtime.' || part) is null then
      execute format('create table realtime.%I partition of realtime.messages for values from (%L) to (%L)', part,
                     day || ' 00:00+00', (day + 1) || ' 00:00+00');
      execute format('alter table realtime.%I enable row level security', part);
      execute format('alter table realtime.%I force row level security', part);
    end if;
  end loop;
  for part in
    select child.relname from pg_catalog.pg_inherits
    join pg_catalog.pg_class child on child.oid = inhrelid
    where inhparent = 'realtime.messages'::regclass and child.relname ~ '^messages_\d{4}_\d\d_\d\d$'
  loop
    day := to_date(substring(part from 10), 'YYYY_MM_DD');
    if (day + 1)::timestamp < (now() at time zone 'utc') - keep then
      execute format('drop table realtime.%I', part);
    end if;
  end loop;
end
$$;
revoke execute on function realtime.keep_partitions(interval) from public;
grant execute on function realtime.keep_partitions(interval) to atelier_system;
select realtime.keep_partitions(interval '3 days');

alter publication atelier_feed add table realtime.messages;

-- The audit log: who changed keys, roles, budgets, money, and from where. Append-only by grant and by trigger, so that not even
-- the system's own role can alter what was written. A person stands in it by pseudonym and survives the person's deletion.

create table atelier.audit_entries (
  id          uuid         primary key,                                    -- UUIDv7
  at          timestamptz  not null default now(),
  actor       uuid,                                                        -- pseudonym; null: the system or a project key
  actor_role  text         not null constraint actor_role_known
                           check (actor_role in ('anon', 'authenticated', 'service_role', 'system')),
  action      text         not null constraint action_form check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject     text         not null constraint subject_length check (length(subject) <= 200),
  detail      jsonb        not null default '{}' constraint detail_is_object check (jsonb_typeof(detail) = 'object')
                           constraint detail_length check (length(detail::text) <= 8192),
  ip          inet
);
create index audit_entries_actor_idx on atelier.audit_entries (actor, id desc);
select atelier.protect('atelier.audit_entries');
revoke update, delete on atelier.audit_entries from atelier_system;

create function atelier.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_relid::regclass using errcode = 'integrity_constraint_violation';
end
$$;
create trigger audit_entries_append_only before update or delete or truncate on atelier.audit_entries
  for each statement execute function atelier.refuse_change();

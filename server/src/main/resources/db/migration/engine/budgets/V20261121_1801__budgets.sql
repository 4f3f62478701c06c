-- What may be spent: one mechanism for people, projects, organisations, access keys and the whole server. A cap has a soft limit
-- that warns and a hard one that refuses; what runs hold counts as spent. Two caps of one scope and period may stand beside each
-- other, one of the people themselves and one of an administrator, and both bind: so people lower their own and raise no other.

create table atelier.budgets (
  id             uuid         primary key default gen_random_uuid(),
  person_id      uuid         references auth.users on delete cascade,
  project_id     uuid         references public.projects on delete cascade,
  org_id         uuid         references public.orgs on delete cascade,
  access_key_id  uuid         references atelier.access_keys on delete cascade,
  scope          text         not null generated always as (case
                                when person_id is not null then 'person'
                                when project_id is not null then 'project'
                                when org_id is not null then 'organisation'
                                when access_key_id is not null then 'access_key'
                                else 'server' end) stored,
  subject        uuid         not null generated always as (                -- the server is nobody
                                coalesce(person_id, project_id, org_id, access_key_id, '00000000-0000-0000-0000-000000000000')) stored,
  period         text         not null constraint period_known check (period in ('day', 'month', 'total')),
  imposed_by     text         not null constraint imposed_by_known check (imposed_by in ('self', 'admin')),
  soft_micros    bigint       constraint soft_is_not_negative check (soft_micros >= 0),
  hard_micros    bigint       constraint hard_is_not_negative check (hard_micros >= 0),
  raised_micros  bigint,
  raised_until   timestamptz,
  created_at     timestamptz  not null default now(),
  updated_at     timestamptz  not null default now(),
  constraint budgets_one_of_a_kind unique (subject, scope, period, imposed_by),
  constraint one_subject check (num_nonnulls(person_id, project_id, org_id, access_key_id) <= 1),
  constraint server_by_admin check (imposed_by = 'admin' or num_nonnulls(person_id, project_id, org_id, access_key_id) = 1),
  constraint raised_with_end check ((raised_micros is null) = (raised_until is null)),
  constraint project_budget_in_cents check (
    project_id is null or period <> 'total' or imposed_by <> 'self' or hard_micros is null or hard_micros % 10000 = 0),
  constraint raised_above_hard check (raised_micros is null or raised_micros > hard_micros)
);
create index budgets_person_idx on atelier.budgets (person_id) where person_id is not null;
create index budgets_project_idx on atelier.budgets (project_id) where project_id is not null;
create index budgets_org_idx on atelier.budgets (org_id) where org_id is not null;
create index budgets_access_key_idx on atelier.budgets (access_key_id) where access_key_id is not null;
select atelier.protect('atelier.budgets');
create trigger budgets_touch before update on atelier.budgets for each row execute function atelier.touch();

-- What a cap has let through in one of its periods. The cap of a project for all time keeps its sums in the project's row too,
-- where people and their pages read them.
create table atelier.budget_usage (
  budget_id     uuid         not null references atelier.budgets on delete cascade,
  starts_at     timestamptz  not null,
  project_id    uuid,
  spent_micros  bigint       not null default 0 constraint spent_is_not_negative check (spent_micros >= 0),
  held_micros   bigint       not null default 0 constraint held_is_not_negative check (held_micros >= 0),
  warned_at     timestamptz,
  primary key (budget_id, starts_at)
) with (fillfactor = 70);
create index budget_usage_starts_idx on atelier.budget_usage (starts_at);
select atelier.protect('atelier.budget_usage');

-- Whose budgets a run belongs to, for the books: without foreign keys, they outlive all of them.
alter table atelier.reservations
  add column project_id uuid,
  add column org_id uuid,
  add column access_key_id uuid;
update atelier.reservations r
set project_id = g.project_id, org_id = p.org_id
from public.generations g
left join public.projects p on p.id = g.project_id
where g.id = r.id and g.project_id is not null;
create index reservations_project_idx on atelier.reservations (project_id, created_at) where project_id is not null;
create index reservations_org_idx on atelier.reservations (org_id, created_at) where org_id is not null;
create index reservations_access_key_idx on atelier.reservations (access_key_id, created_at) where access_key_id is not null;

-- Days and months are those of UTC.
create function atelier.period_start(period text, moment timestamptz) returns timestamptz language sql stable parallel safe as $$
  select case period when 'total' then timestamptz 'epoch' else date_trunc(period, moment, 'UTC') end
$$;
create function atelier.period_end(period text, moment timestamptz) returns timestamptz language sql stable parallel safe as $$
  select case period
           when 'day' then (date_trunc('day', moment, 'UTC') at time zone 'UTC' + interval '1 day') at time zone 'UTC'
           when 'month' then (date_trunc('month', moment, 'UTC') at time zone 'UTC' + interval '1 month') at time zone 'UTC'
         end
$$;

-- Whose budgets are over a run; the last is the whole server.
create function atelier.budget_subjects(person uuid, project uuid, org uuid, access_key uuid) returns uuid[]
  language sql immutable parallel safe as $$
    select array[person, project, org, access_key, '00000000-0000-0000-0000-000000000000'::uuid]
  $$;

-- Every cap over these, and what it has let through: read by the estimate and by the accept alike.
create function atelier.budgets_over(subjects uuid[], moment timestamptz)
  returns table (budget_id uuid, scope text, subject uuid, period text, imposed_by text, starts_at timestamptz, renews_at timestamptz,
                 soft_micros bigint, hard_micros bigint, used_micros bigint, project_id uuid)
  language sql stable as $$
    select b.id, b.scope, b.subject, b.period, b.imposed_by,
           atelier.period_start(b.period, moment), atelier.period_end(b.period, moment), b.soft_micros,
           case when b.raised_until > moment then b.raised_micros else b.hard_micros end,
           coalesce(u.spent_micros + u.held_micros, 0),
           case when b.period = 'total' and b.imposed_by = 'self' then b.project_id end
    from atelier.budgets b
    left join atelier.budget_usage u on u.budget_id = b.id and u.starts_at = atelier.period_start(b.period, moment)
    where b.subject = any (subjects)
    order by b.id
  $$;

-- Takes what runs hold out of every cap over them. Tells by run the caps that have no room for all of them, or warn; where one has no
-- room, the transaction is to be rolled back. Rows are taken in one order, so that runs wait for each other and never for ever. Whoever
-- calls has the shared lock, which keeps whoever makes a cap from counting while runs come and go.
--
-- runs: as those of atelier.hold
create function atelier.take_budgets(runs jsonb, moment timestamptz)
  returns table (reservation uuid, budget_id uuid, scope text, subject uuid, period text, imposed_by text, renews_at timestamptz,
                 soft_micros bigint, hard_micros bigint, used_micros bigint, refused boolean, first boolean)
  language sql as $$
    with run as materialized (
      select id, amount, atelier.budget_subjects(person, project, org, key) as subjects
      from jsonb_to_recordset(runs) as r (id uuid, person uuid, project uuid, org uuid, key uuid, amount bigint)
    ), cap as materialized (
      select c.*, (select sum(run.amount)::bigint from run where c.subject = any (run.subjects)) as amount
      from atelier.budgets_over(array(select distinct unnest(subjects) from run), moment) c
    ), taken as (
      insert into atelier.budget_usage as u (budget_id, starts_at, project_id, held_micros, warned_at)
      select budget_id, starts_at, project_id, amount, case when amount >= soft_micros then statement_timestamp() end
      from cap
      where hard_micros is null or amount <= hard_micros
      order by budget_id
      on conflict (budget_id, starts_at) do update
      set held_micros = u.held_micros + excluded.held_micros,
          warned_at = coalesce(u.warned_at, (
            select statement_timestamp() from cap where cap.budget_id = u.budget_id
              and u.spent_micros + u.held_micros + excluded.held_micros >= cap.soft_micros))
      where exists (
        select from cap where cap.budget_id = u.budget_id
          and (cap.hard_micros is null or u.spent_micros + u.held_micros + excluded.held_micros <= cap.hard_micros))
      returning u.budget_id, u.spent_micros + u.held_micros as used_micros, u.warned_at
    )
    select run.id, cap.budget_id, cap.scope, cap.subject, cap.period, cap.imposed_by, cap.renews_at, cap.soft_micros, cap.hard_micros,
           coalesce(taken.used_micros, cap.used_micros), taken.budget_id is null,
           taken.warned_at is not distinct from statement_timestamp() and row_number() over (partition by cap.budget_id order by run.id) = 1
    from cap
    join run on cap.subject = any (run.subjects)
    left join taken on taken.budget_id = cap.budget_id
    where taken.budget_id is null or taken.used_micros >= cap.soft_micros
    order by cap.budget_id
  $$;

-- Turns what runs held into what they were charged, in the period in which each was accepted. Of a person who is gone since, the
-- server's budgets still hold the run.
create function atelier.settle_budgets(runs uuid[]) returns void language sql as $$
  with run as materialized (
    select atelier.budget_subjects(p.user_id, r.project_id, r.org_id, r.access_key_id) as subjects, r.created_at, r.held_micros,
           coalesce(r.charged_micros, 0) as charged_micros
    from atelier.reservations r
    left join atelier.pseudonyms p on p.pseudonym = r.holder
    where r.id = any (runs)
  ), due as materialized (
    select b.id, atelier.period_start(b.period, run.created_at) as starts_at, sum(run.held_micros)::bigint as held,
           sum(run.charged_micros)::bigint as charged
    from atelier.budgets b
    join run on b.subject = any (run.subjects)
    where b.subject = any (array(select unnest(subjects) from run))
    group by 1, 2
  ), mine as materialized (
    select u.budget_id, u.starts_at, due.held, due.charged
    from due
    join atelier.budget_usage u on u.budget_id = due.id and u.starts_at = due.starts_at
    order by u.budget_id, u.starts_at
    for no key update of u
  )
  update atelier.budget_usage u
  set held_micros = greatest(0, u.held_micros - mine.held), spent_micros = u.spent_micros + mine.charged
  from mine
  where u.budget_id = mine.budget_id and u.starts_at = mine.starts_at
$$;

-- A cap made in the middle of a period counts what the books say of that period.
create function atelier.count_budget(budget uuid, moment timestamptz) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7303014951);
  insert into atelier.budget_usage (budget_id, starts_at, project_id, spent_micros, held_micros)
  select b.id, atelier.period_start(b.period, moment),
         case when b.period = 'total' and b.imposed_by = 'self' then b.project_id end,
         coalesce(sum(r.charged_micros), 0), coalesce(sum(r.held_micros) filter (where r.state = 'open'), 0)
  from atelier.budgets b
  left join atelier.pseudonyms p on p.user_id = b.person_id
  left join atelier.reservations r
    on r.created_at >= atelier.period_start(b.period, moment)
   and (b.person_id is null or r.holder = p.pseudonym)
   and (b.project_id is null or r.project_id = b.project_id)
   and (b.org_id is null or r.org_id = b.org_id)
   and (b.access_key_id is null or r.access_key_id = b.access_key_id)
  where b.id = budget
  group by b.id
  on conflict (budget_id, starts_at) do nothing;
end
$$;

-- The budget people give a project is the project's own cap for all time; it is said in either place.
create function atelier.mirror_project_budget() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into atelier.budgets as b (project_id, period, imposed_by, hard_micros)
  values (new.id, 'total', 'self', new.budget_cents::bigint * 10000)
  on conflict on constraint budgets_one_of_a_kind do update
    set hard_micros = excluded.hard_micros,
        raised_micros = case when b.raised_micros > excluded.hard_micros then b.raised_micros end,
        raised_until = case when b.raised_micros > excluded.hard_micros then b.raised_until end
    where b.hard_micros is distinct from excluded.hard_micros;
  return null;
end
$$;
revoke execute on function atelier.mirror_project_budget() from public;
create trigger projects_budget after insert or update of budget_cents on public.projects
  for each row execute function atelier.mirror_project_budget();

create function atelier.show_project_budget() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.projects set budget_cents = (new.hard_micros / 10000)::integer
  where id = new.project_id and budget_cents is distinct from (new.hard_micros / 10000)::integer;
  return null;
end
$$;
revoke execute on function atelier.show_project_budget() from public;
create trigger budgets_show after update of hard_micros on atelier.budgets
  for each row when (new.project_id is not null and new.period = 'total' and new.imposed_by = 'self')
  execute function atelier.show_project_budget();

create function atelier.show_project_money() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.projects set spent_micros = new.spent_micros, held_micros = new.held_micros
  where id = new.project_id;
  return null;
end
$$;
revoke execute on function atelier.show_project_money() from public;
create trigger budget_usage_show after insert or update of spent_micros, held_micros on atelier.budget_usage
  for each row when (new.project_id is not null)
  execute function atelier.show_project_money();

insert into atelier.budgets (project_id, period, imposed_by, hard_micros)
select id, 'total', 'self', budget_cents::bigint * 10000 from public.projects;
insert into atelier.budget_usage (budget_id, starts_at, project_id, spent_micros, held_micros)
select b.id, timestamptz 'epoch', p.id, p.spent_micros, p.held_micros
from atelier.budgets b
join public.projects p on p.id = b.project_id;

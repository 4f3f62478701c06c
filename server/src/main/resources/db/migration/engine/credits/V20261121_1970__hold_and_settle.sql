-- What runs hold and how they end, each in one call for all that come together: the accounts everybody spends from are locked for the
-- shortest time there is. A statement costs more than the rows it touches, so a group is a few statements, whatever its size.
--
-- Both take the lock that keeps whoever makes a cap waiting, then accounts in the order of their ids, then caps in the order of
-- theirs: no two groups wait for each other in a circle.

-- The accounts of people who have none yet; of nobody where there is no such person.
create function atelier.open_accounts(people uuid[]) returns void language sql as $$
  insert into atelier.accounts (kind, holder)
  select kind, pseudonym
  from atelier.pseudonyms, unnest(array['credits', 'own_keys', 'held']) as kind
  where user_id = any (people)
  on conflict do nothing
$$;

-- Sets money aside: for all of these runs, or for none of them. The row of a run without a budget says what came of it:
--   'held'     the reservation stands
--   'short'    balance_micros is too little for all that would be spent from it
--   'none'     another one is short
-- Rows with a budget name one that has reached its soft limit, or one that refuses. After anything but 'held' and warnings for each
-- run the transaction is to be rolled back.
--
-- runs: [{id, transfer, person, project?, org?, key?, source, amount, rule}]
create function atelier.hold(runs jsonb, moment timestamptz)
  returns table (reservation uuid, outcome text, balance_micros bigint, budget_id uuid, scope text, subject uuid, period text,
                 imposed_by text, renews_at timestamptz, soft_micros bigint, hard_micros bigint, used_micros bigint, refused boolean,
                 first boolean)
  language plpgsql as $$
#variable_conflict use_column
declare
  people uuid[];
  budgeted boolean;
  answered integer;
begin
  perform pg_advisory_xact_lock_shared(7303014951);
  select array_agg(distinct r.person),
         exists (select from atelier.budgets b where b.subject = any (array_agg(s)))
  into people, budgeted
  from jsonb_to_recordset(runs) as r (person uuid, project uuid, org uuid, key uuid),
  unnest(atelier.budget_subjects(r.person, r.project, r.org, r.key)) s;

  -- A run that is refused anyway waits for nobody.
  if budgeted then
    return query
      select r.id, null, null::bigint, c.budget_id, c.scope, c.subject, c.period, c.imposed_by, c.renews_at, c.soft_micros,
             c.hard_micros, c.used_micros, true, false
      from jsonb_to_recordset(runs) as r (id uuid, person uuid, project uuid, org uuid, key uuid, amount bigint),
      lateral atelier.budgets_over(atelier.budget_subjects(r.person, r.project, r.org, r.key), moment) c
      where c.used_micros + r.amount > c.hard_micros;
    if found then
      return;
    end if;
  end if;

  for attempt in 1..2 loop
    return query
      with who as materialized (
        select user_id, pseudonym from atelier.pseudonyms where user_id = any (people)
      ), account as materialized (
        select id, holder, kind, balance_micros
        from atelier.accounts
        where holder = any (array(select pseudonym from who)) and kind in ('credits', 'own_keys', 'held')
        order by id
        for no key update
      ), run as materialized (
        select r.*, payer.id as account, payer.holder, payer.balance_micros, held.id as held_account,
               payer.kind = 'credits' and payer.balance_micros < sum(r.amount) over (partition by payer.id) as short
        from jsonb_to_recordset(runs) as r (id uuid, transfer uuid, person uuid, project uuid, org uuid, key uuid, source text,
                                            amount bigint, rule text)
        join who on who.user_id = r.person
        join account payer on payer.holder = who.pseudonym and payer.kind = r.source
        join account held on held.holder = who.pseudonym and held.kind = 'held'
      ), reserved as (
        insert into atelier.reservations
          (id, holder, source, held_micros, price_rule, project_id, org_id, access_key_id, created_at)
        select id, holder, source, amount, rule, project, org, key, moment
        from run
        where not exists (select from run where short) and (select count(*) from run) = jsonb_array_length(runs)
        -- A run that goes on with another model keeps its one reservation.
        on conflict (id) do update
          set state = 'open', source = excluded.source, held_micros = excluded.held_micros, price_rule = excluded.price_rule,
              created_at = excluded.created_at, settled_at = null
          where reservations.state = 'released'
        returning id
      ), moved as (
        insert into atelier.transfers (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason)
        select run.transfer, 'hold', run.account, run.held_account, run.amount, run.id, run.rule
        from reserved
        join run on run.id = reserved.id
      )
      select run.id, case when short then 'short' when reserved.id is null then 'none' else 'held' end, run.balance_micros, null::uuid, null, null::uuid, null, null,
             null::timestamptz, null::bigint, null::bigint, null::bigint, false, false
      from run
      left join reserved on reserved.id = run.id
      where reserved.id is not null or exists (select from run where short);
    get diagnostics answered = row_count;
    exit when answered = jsonb_array_length(runs);
    if attempt = 2 then
      raise exception 'the run has a reservation already, or nobody pays for it' using errcode = 'unique_violation';
    end if;
    perform atelier.open_accounts(people);
  end loop;
  if budgeted then
    return query
      select c.reservation, null, null::bigint, c.budget_id, c.scope, c.subject, c.period, c.imposed_by, c.renews_at, c.soft_micros,
             c.hard_micros, c.used_micros, c.refused, c.first
      from atelier.take_budgets(runs, moment) c;
  end if;
end
$$;

-- Ends what runs hold, once: charges what each cost and gives the rest back. What was billed above the hold is charged too. Zero gives
-- everything back, for the reason said.
--
-- ends: [{reservation, actual, charge, release, overrun, reason, evidence}], with an id for each transfer that there may be
-- returns the reservations that have ended now; not those with which nothing is held: settled before, or the run was free
create function atelier.settle(ends jsonb) returns setof uuid language plpgsql as $$
declare
  ended uuid[];
  budgeted boolean;
begin
  perform pg_advisory_xact_lock_shared(7303014951);
  with given as materialized (
    select *
    from jsonb_to_recordset(ends) as e (reservation uuid, actual bigint, charge uuid, release uuid, overrun uuid, reason text,
                                        evidence jsonb)
  ), account as materialized (
    select id, holder, kind
    from atelier.accounts
    where holder = any (array(select r.holder from atelier.reservations r where r.id = any (array(select reservation from given))))
      and kind in ('credits', 'own_keys', 'held')
    order by id
    for no key update
  ), house as materialized (
    select id, kind from atelier.accounts where holder is null and kind in ('revenue', 'providers')
  ), run as (
    update atelier.reservations r
    set state = case when given.actual = 0 then 'released' else 'charged' end, charged_micros = nullif(given.actual, 0),
        settled_at = now()
    from given
    where r.id = any (array(select reservation from given)) and r.id = given.reservation and r.state = 'open'
      -- Accounts are locked before runs.
      and (select count(*) from account) > 0
    returning r.*, given.actual, given.charge, given.release, given.overrun, given.reason, given.evidence,
              least(given.actual, r.held_micros) as from_held
  ), moved as (
    insert into atelier.transfers (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason, evidence)
    select m.id, m.kind, m.debit, m.credit, m.amount, run.id, m.reason, m.evidence
    from run
    join account payer on payer.holder = run.holder and payer.kind = run.source
    join account held on held.holder = run.holder and held.kind = 'held'
    join house on house.kind = case when run.source = 'credits' then 'revenue' else 'providers' end,
    lateral (values
      (run.charge, 'charge', held.id, house.id, run.from_held, run.price_rule, run.evidence),
      (run.release, 'release', held.id, payer.id, run.held_micros - run.from_held,
       case when run.actual = 0 then run.reason else 'less than was held' end, '{}'::jsonb),
      (run.overrun, 'overrun', payer.id, house.id, run.actual - run.from_held, 'the provider billed more than was held', run.evidence))
      as m (id, kind, debit, credit, amount, reason, evidence)
    where m.amount > 0
  )
  select array_agg(run.id),
         bool_or(exists (
           select from atelier.budgets b
           where b.subject = any (atelier.budget_subjects(
             (select p.user_id from atelier.pseudonyms p where p.pseudonym = run.holder), run.project_id, run.org_id, run.access_key_id))))
  into ended, budgeted
  from run;
  if budgeted then
    perform atelier.settle_budgets(ended);
  end if;
  return query select unnest(ended);
end
$$;

-- What a run holds and how it ends, each in one call: the account everybody spends from is locked for the shortest time there is.

-- The accounts of a person who has none yet; of nobody where there is no such person.
create function atelier.open_accounts(person uuid) returns void language sql as $$
  insert into atelier.accounts (kind, holder)
  select kind, pseudonym
  from atelier.pseudonyms, unnest(array['credits', 'own_keys', 'held']) as kind
  where user_id = person
  on conflict do nothing
$$;

-- Sets money aside. One row says what came of it, further rows name budgets:
--   'held'     the reservation stands; the row of a budget that is named has reached its soft limit
--   'refused'  the budgets that are named have no room; nothing was taken
--   'short'    balance_micros is too little; nothing was taken
create function atelier.hold(reservation uuid, transfer uuid, person uuid, project uuid, org uuid, access_key uuid, source text,
                             amount bigint, rule text, moment timestamptz)
  returns table (outcome text, balance_micros bigint, budget_id uuid, scope text, subject uuid, period text, imposed_by text,
                 renews_at timestamptz, soft_micros bigint, hard_micros bigint, used_micros bigint, refused boolean, first boolean)
  language plpgsql as $$
#variable_conflict use_column
declare
  account record;
  cap record;
  refusing boolean := false;
begin
  -- A run that is refused anyway waits for nobody.
  select a.id, a.holder, a.balance_micros into account
  from atelier.accounts a
  join atelier.pseudonyms p on p.pseudonym = a.holder
  where p.user_id = person and a.kind = hold.source
    and not exists (select from atelier.budgets_over(person, project, org, access_key, moment) c
                    where c.used_micros + amount > c.hard_micros)
  for no key update of a;
  if not found then
    return query select 'refused', null::bigint, c.budget_id, c.scope, c.subject, c.period, c.imposed_by, c.renews_at, c.soft_micros,
                        c.hard_micros, c.used_micros, true, false
                 from atelier.budgets_over(person, project, org, access_key, moment) c
                 where c.used_micros + amount > c.hard_micros;
    if found then
      return;
    end if;
    perform atelier.open_accounts(person);
    select a.id, a.holder, a.balance_micros into strict account
    from atelier.accounts a
    join atelier.pseudonyms p on p.pseudonym = a.holder
    where p.user_id = person and a.kind = hold.source
    for no key update of a;
  end if;
  if hold.source = 'credits' and account.balance_micros < amount then
    return query select 'short', account.balance_micros, null::uuid, null, null::uuid, null, null, null::timestamptz, null::bigint,
                        null::bigint, null::bigint, false, false;
    return;
  end if;
  for cap in select * from atelier.take_budgets(person, project, org, access_key, moment, amount)
  loop
    refusing := refusing or cap.refused;
    return query select case when cap.refused then 'refused' else 'held' end, null::bigint, cap.budget_id, cap.scope, cap.subject,
                        cap.period, cap.imposed_by, cap.renews_at, cap.soft_micros, cap.hard_micros, cap.used_micros, cap.refused,
                        cap.first;
  end loop;
  if refusing then
    return;
  end if;
  insert into atelier.reservations
    (id, holder, source, held_micros, price_rule, project_id, org_id, access_key_id, created_at)
  values (reservation, account.holder, hold.source, amount, rule, project, org, access_key, moment)
  -- A run that goes on with another model keeps its one reservation.
  on conflict (id) do update
    set state = 'open', source = excluded.source, held_micros = excluded.held_micros, price_rule = excluded.price_rule,
        created_at = excluded.created_at, settled_at = null
    where reservations.state = 'released';
  if not found then
    raise exception 'the run has a reservation already' using errcode = 'unique_violation';
  end if;
  insert into atelier.transfers (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason)
  select transfer, 'hold', account.id, held.id, amount, reservation, rule
  from atelier.accounts held
  where held.holder = account.holder and held.kind = 'held';
  return query select 'held', account.balance_micros - amount, null::uuid, null, null::uuid, null, null, null::timestamptz,
                      null::bigint, null::bigint, null::bigint, false, false;
end
$$;

-- Ends what a run holds, once: charges what the run cost and gives the rest back. What was billed above the hold is charged too.
-- Zero gives everything back, for the reason said. False where nothing is held: settled before, or the run was free.
create function atelier.settle(reservation uuid, actual bigint, charge_id uuid, release_id uuid, overrun_id uuid, reason text,
                               evidence jsonb)
  returns boolean language plpgsql as $$
#variable_conflict use_column
declare
  run record;
  payee uuid;
  from_held bigint;
begin
  select r.holder, r.source, r.held_micros, r.price_rule, r.project_id, r.org_id, r.access_key_id, r.created_at, p.user_id,
         spent.id as spent_account, held.id as held_account
  into run
  from atelier.reservations r
  left join atelier.pseudonyms p on p.pseudonym = r.holder
  join atelier.accounts spent on spent.holder = r.holder and spent.kind = r.source
  join atelier.accounts held on held.holder = r.holder and held.kind = 'held'
  where r.id = settle.reservation and r.state = 'open'
  for no key update of spent, r;
  if not found then
    return false;
  end if;
  select a.id into strict payee
  from atelier.accounts a
  where a.holder is null and a.kind = case when run.source = 'credits' then 'revenue' else 'providers' end;
  from_held := least(actual, run.held_micros);
  update atelier.reservations
  set state = case when actual = 0 then 'released' else 'charged' end, charged_micros = nullif(actual, 0), settled_at = now()
  where id = settle.reservation;
  insert into atelier.transfers (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason, evidence)
  select m.id, m.kind, m.debit, m.credit, m.amount, settle.reservation, m.reason, m.evidence
  from (values
    (charge_id, 'charge', run.held_account, payee, from_held, run.price_rule, settle.evidence),
    (release_id, 'release', run.held_account, run.spent_account, run.held_micros - from_held,
     case when actual = 0 then settle.reason else 'less than was held' end, '{}'::jsonb),
    (overrun_id, 'overrun', run.spent_account, payee, actual - from_held, 'the provider billed more than was held', settle.evidence))
    as m (id, kind, debit, credit, amount, reason, evidence)
  where m.amount > 0;
  -- Of a person who is gone since, the server's budgets still hold the run.
  perform atelier.settle_budgets(coalesce(run.user_id, '00000000-0000-0000-0000-000000000000'::uuid), run.project_id, run.org_id,
                                 run.access_key_id, run.created_at, run.held_micros, actual);
  return true;
end
$$;

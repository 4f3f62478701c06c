-- Projects: where generations are filed and what they may cost together (E14 to E18, E27, E89). People write name, description,
-- picture, settings, budget and archive mark; what was spent and what is held is the server's.

create table public.projects (
  id             uuid          primary key,                                -- UUIDv7; the client may bring it
  user_id        uuid          not null references auth.users on delete cascade,
  org_id         uuid          references public.orgs on delete cascade,
  name           varchar(255)  not null constraint name_length check (length(btrim(name)) between 1 and 255),
  description    text          constraint description_length check (length(description) <= 4000),
  thumbnail_url  text          constraint thumbnail_url_length check (length(thumbnail_url) <= 2048),
  budget_cents   integer       constraint budget_is_not_negative check (budget_cents >= 0),  -- null: no cap; 0: only free runs
  spent_micros   bigint        not null default 0 constraint spent_is_not_negative check (spent_micros >= 0),
  held_micros    bigint        not null default 0 constraint held_is_not_negative check (held_micros >= 0),
  spent_cents    integer       generated always as ((spent_micros + 5000) / 10000) stored,
  settings       jsonb         not null default '{}' constraint settings_is_object check (jsonb_typeof(settings) = 'object')
                               constraint settings_length check (length(settings::text) <= 65536),
  archived_at    timestamptz,
  created_at     timestamptz   not null default now(),
  updated_at     timestamptz   not null default now()
);
create index projects_user_idx on public.projects (user_id, id desc);
create index projects_org_idx on public.projects (org_id) where org_id is not null;
select atelier.protect('public.projects');
create trigger projects_touch before update on public.projects for each row execute function atelier.touch();

grant select, delete on public.projects to authenticated;
grant insert (id, user_id, org_id, name, description, thumbnail_url, budget_cents, settings) on public.projects to authenticated;
grant update (name, description, thumbnail_url, budget_cents, settings, archived_at) on public.projects to authenticated;
grant select, insert, update, delete on public.projects to service_role;
create policy projects_read on public.projects for select to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('viewer')));
create policy projects_insert on public.projects for insert to authenticated
  with check (user_id = (select auth.uid()) and (org_id is null or org_id in (select auth.org_ids('member'))));
create policy projects_update on public.projects for update to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('admin')))
  with check (user_id = (select auth.uid()) or org_id in (select auth.org_ids('admin')));
create policy projects_delete on public.projects for delete to authenticated
  using (user_id = (select auth.uid()) or org_id in (select auth.org_ids('admin')));

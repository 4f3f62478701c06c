-- Front ends that write rows first: a person's INSERT into generations makes a draft, never priced, never run, gone after a day
-- unless generate-content adopts it (E28, A23). Whatever status was sent, it is a draft; owner and organisation are not the
-- sender's to choose (B157).

alter table public.generations
  alter column id set default atelier.new_id(),
  alter column user_id set default auth.uid(),
  add column workspace_id uuid references public.workspaces on delete set null;
create index generations_workspace_idx on public.generations (workspace_id) where workspace_id is not null;
create index generations_drafts_idx on public.generations (user_id, created_at) where status = 'draft';

create function atelier.make_draft() returns trigger language plpgsql as $$
declare
  drafts_max constant integer := 200;
begin
  new.status := 'draft';
  new.phase := null;
  new.org_id := null;
  if new.project_id is not null then
    select p.org_id into new.org_id from public.projects p where p.id = new.project_id;
    if not found then
      raise exception 'There is no project of yours with this id.' using errcode = 'foreign_key_violation';
    end if;
  end if;
  if new.workspace_id is not null and not exists (select from public.workspaces w where w.id = new.workspace_id) then
    raise exception 'There is no workspace of yours with this id.' using errcode = 'foreign_key_violation';
  end if;
  if (select count(*) from public.generations g where g.user_id = new.user_id and g.status = 'draft') >= drafts_max then
    raise exception 'You have % drafts.', drafts_max
      using errcode = 'PT409', hint = 'Run or delete some; a draft goes by itself after a day.';
  end if;
  return new;
end
$$;
create trigger generations_draft before insert on public.generations
  for each row when (current_user in ('authenticated', 'service_role')) execute function atelier.make_draft();

grant insert (id, project_id, workspace_id, user_id, provider, model, generation_type, prompt, parameters, reference_asset_ids,
              status, title, tags), delete on public.generations to authenticated;
create policy generations_insert on public.generations for insert to authenticated
  with check (user_id = (select auth.uid()) and status = 'draft'
              and (org_id is null or org_id = any ((select auth.permitted_orgs('generations.create'))::uuid[])));
create policy generations_delete on public.generations for delete to authenticated
  using (user_id = (select auth.uid()) and status = 'draft');

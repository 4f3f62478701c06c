-- Whether answers may be given again (ADR 0032), as a person says for themselves and an organisation for what runs in its
-- projects. The policies of the two tables decide who may say so.

alter table public.users add column answers_reused boolean not null default true;
grant update (answers_reused) on public.users to authenticated;

alter table public.orgs add column answers_reused boolean not null default true;
grant update (answers_reused) on public.orgs to authenticated;

-- `jobs` and `job_status` (C50, C53, C94): other names of generations. One state machine stands behind both, so they cannot disagree;
-- its history is read from the times the row itself keeps. A change of status is told by realtime under these names, out of the log:
-- no trigger has to notify anybody. Drafts are no jobs yet, and what is in the trash is none any more.

create view public.jobs with (security_invoker = true) as
  select g.id, g.user_id, g.org_id, g.project_id, g.workspace_id, g.generation_type as job_type, g.status, g.phase, g.provider,
         g.model, g.prompt, g.parameters, g.result, g.error_message, g.error_code, g.cost_cents, g.retry_of, g.created_at,
         g.started_at, g.completed_at, g.updated_at
  from public.generations g
  where g.status <> 'draft' and g.deleted_at is null;

create view public.job_status with (security_invoker = true) as
  select g.id, g.id as job_id, g.user_id, g.org_id, g.status, g.phase,
         case when g.status = 'completed' then 100
              when g.phase = 'submitting' then 10
              when g.phase in ('waiting', 'reconciling') then 50
              when g.phase = 'storing' then 90
              else 0 end as progress,
         g.error_message as message, g.error_code,
         jsonb_build_array(jsonb_build_object('status', 'pending', 'at', g.created_at))
           || case when g.started_at is null then '[]'::jsonb
                   else jsonb_build_array(jsonb_build_object('status', 'running', 'at', g.started_at)) end
           || case when g.completed_at is null then '[]'::jsonb
                   else jsonb_build_array(jsonb_build_object('status', g.status, 'at', g.completed_at)) end as history,
         g.created_at, g.updated_at
  from public.generations g
  where g.status <> 'draft' and g.deleted_at is null;

grant select, insert on public.jobs, public.job_status to authenticated, service_role;

create function atelier.refuse_job() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'A job is not made by INSERT into %.', tg_table_name
    using errcode = 'PT405', hint = 'Call the function queue-job, which checks, prices and queues it.';
end
$$;
create trigger jobs_refuse instead of insert on public.jobs for each row execute function atelier.refuse_job();
create trigger job_status_refuse instead of insert on public.job_status for each row execute function atelier.refuse_job();

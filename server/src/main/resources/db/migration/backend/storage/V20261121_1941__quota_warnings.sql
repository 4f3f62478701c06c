-- Which owners were told that their files come near what they may have: once at 80 and once at 100 percent.

create table atelier.quota_warnings (
  owner_id  text,
  org_id    uuid         references public.orgs on delete cascade,
  percent   integer      not null constraint percent_known check (percent in (80, 100)),
  told_at   timestamptz  not null default now(),
  constraint quota_warnings_once unique nulls not distinct (owner_id, org_id, percent)
);
create index quota_warnings_org_idx on atelier.quota_warnings (org_id) where org_id is not null;
select atelier.protect('atelier.quota_warnings');

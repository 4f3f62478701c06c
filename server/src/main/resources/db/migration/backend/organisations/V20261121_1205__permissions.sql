-- What a role may do in an organisation is said once, in auth.role_permissions: the policies ask auth.permitted_orgs() over it
-- and /auth/permissions answers from it, so that page and database cannot differ (D65, B143, B196).

insert into auth.role_permissions (role, permission)
select rank.role, first_at.permission
from (values
        ('viewer', 'organisation.read'), ('viewer', 'members.read'),
        ('member', 'generations.create'),
        ('admin', 'organisation.update'), ('admin', 'members.update'), ('admin', 'members.remove'),
        ('admin', 'invitations.manage'),
        ('owner', 'owners.manage'), ('owner', 'organisation.delete')) as first_at (least_role, permission)
join (values ('viewer', 1), ('member', 2), ('admin', 3), ('owner', 4)) as rank (role, height)
  on rank.height >= (select r.height
                     from (values ('viewer', 1), ('member', 2), ('admin', 3), ('owner', 4)) as r (role, height)
                     where r.role = first_at.least_role);

create index role_permissions_permission_idx on auth.role_permissions (permission, role);

-- The organisations in which the caller has this permission, for policies:
--   org_id = any ((select auth.permitted_orgs('projects.read'))::uuid[])
-- An array out of a sub-select is worked out once for the statement, and an index on org_id can be searched with it. Definer,
-- because a policy on memberships that reads memberships would never end.
create function auth.permitted_orgs(permission text) returns uuid[] language sql stable security definer set search_path = ''
  as $$
    select coalesce(array_agg(m.org_id), '{}')
    from public.memberships m
    join auth.role_permissions p on p.role = m.role
    where m.user_id = (select auth.uid())
      and p.permission = permitted_orgs.permission
  $$;

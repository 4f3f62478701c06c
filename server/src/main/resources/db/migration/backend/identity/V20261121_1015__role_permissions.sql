-- What a role may do in an organisation, as pages read it to show or hide a button; the policies of the tables decide, and
-- say the same. Rows are added by the migration that grants the permission.

create table auth.role_permissions (
  role        text  not null constraint role_known check (role in ('admin', 'owner', 'member', 'viewer')),
  permission  text  not null constraint permission_form check (permission ~ '^[a-z_]+\.[a-z_]+$'),
  primary key (role, permission)
);
select atelier.protect('auth.role_permissions');

insert into auth.role_permissions (role, permission)
select role, permission
from (values
        ('viewer', 'projects.read'), ('viewer', 'generations.read'), ('viewer', 'assets.read'),
        ('member', 'projects.create'),
        ('admin', 'projects.update'), ('admin', 'projects.delete'), ('admin', 'generations.update'),
        ('admin', 'provider_keys.read')) as first_at (least_role, permission)
join (values ('viewer', 1), ('member', 2), ('admin', 3), ('owner', 4)) as rank (role, height)
  on rank.height >= (select r.height
                     from (values ('viewer', 1), ('member', 2), ('admin', 3), ('owner', 4)) as r (role, height)
                     where r.role = first_at.least_role);

-- Who runs an organisation reads what its members spent and what was done to it.
insert into auth.role_permissions (role, permission)
select role, permission
from unnest(array['admin', 'owner']) as role, unnest(array['usage.read', 'audit.read']) as permission
on conflict do nothing;

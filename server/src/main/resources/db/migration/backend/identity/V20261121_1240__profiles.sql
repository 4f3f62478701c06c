-- The extended profile (C14). It is the same thing as the person's row in public.users, so it is one table; `profiles` is the
-- other name front ends know it by. The row is there as soon as the account is, so an upsert of the own profile changes it; an
-- upsert sets every column that was sent, so the id may be set too, to what it is: the policies allow no other.

alter table public.users
  add column username     text   constraint users_username_unique unique
                                 constraint username_form check (username ~ '^[A-Za-z0-9_.-]{3,40}$'),
  add column website      text   constraint website_length check (length(website) <= 2048),
  add column bio          text   constraint bio_length check (length(bio) <= 2000),
  add column preferences  jsonb  not null default '{}' constraint preferences_is_object check (jsonb_typeof(preferences) = 'object')
                                 constraint preferences_length check (length(preferences::text) <= 65536);
grant insert (id, name, avatar_url, username, website, bio, preferences), update (id, username, website, bio, preferences)
  on public.users to authenticated;
create policy users_insert on public.users for insert to authenticated with check (id = (select auth.uid()));

create view public.profiles with (security_invoker = true) as
  select id, email, username, name as full_name, avatar_url, website, bio, preferences, created_at, updated_at
  from public.users;
grant select, insert (id, username, full_name, avatar_url, website, bio, preferences),
      update (id, username, full_name, avatar_url, website, bio, preferences) on public.profiles to authenticated;
grant select, update on public.profiles to service_role;

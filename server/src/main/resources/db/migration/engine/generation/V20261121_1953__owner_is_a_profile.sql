-- So that front ends can embed the person, generations(*, users(name)): the owner is the row of public.users, which goes with the
-- account. One key in place of another: an insert is checked as often as before.

alter table public.generations
  drop constraint generations_user_id_fkey,
  add constraint generations_user_id_fkey foreign key (user_id) references public.users on delete cascade;

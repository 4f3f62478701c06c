-- So that front ends can embed the person, images(*, users(name)) and videos(*, users(name)).

alter table public.assets
  drop constraint assets_user_id_fkey,
  add constraint assets_user_id_fkey foreign key (user_id) references public.users on delete cascade;

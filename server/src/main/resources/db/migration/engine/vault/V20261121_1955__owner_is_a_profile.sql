-- So that front ends can embed: users(*, user_api_keys(provider, key_name)).

alter table public.user_api_keys
  drop constraint user_api_keys_user_id_fkey,
  add constraint user_api_keys_user_id_fkey foreign key (user_id) references public.users on delete cascade;

-- What people have made, counted when asked (B169). Each sees the own numbers, and those of fellows in what they share.

create view public.user_stats with (security_invoker = true) as
  select user_id,
         count(*) filter (where kind = 'image') as total_images,
         count(*) filter (where kind = 'image' and created_at > now() - interval '30 days') as images_this_month,
         count(*) filter (where kind = 'video') as total_videos,
         count(*) filter (where kind = 'audio') as total_audio
  from public.assets
  where source = 'generation' and deleted_at is null
  group by user_id;
grant select on public.user_stats to authenticated, service_role;

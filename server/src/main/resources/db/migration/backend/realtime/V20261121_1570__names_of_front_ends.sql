-- The views of the engine that realtime speaks of by their own names.

insert into atelier.named_views (view_name, base_table, trashed) values
  ('images', 'assets', 'deleted_at'),
  ('videos', 'assets', 'deleted_at'),
  ('jobs', 'generations', 'deleted_at'),
  ('job_status', 'generations', 'deleted_at');

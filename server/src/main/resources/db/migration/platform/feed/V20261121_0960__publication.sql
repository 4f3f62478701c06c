-- What the live feed hears: committed changes of these tables, as they are written to the log. Nothing with secrets belongs here.
-- A table that comes later joins in its own migration: alter publication atelier_feed add table ...

create publication atelier_feed for table public.generations, public.projects;

-- What the live feed hears: committed changes of these tables, as they are written to the log. Nothing with secrets belongs here.
-- A table that comes later joins in its own migration: alter publication atelier_feed add table ...

create publication atelier_feed;

do $$
declare
  told text;
begin
  foreach told in array array['public.generations', 'public.projects'] loop
    if to_regclass(told) is not null then
      execute format('alter publication atelier_feed add table %s', told);
    end if;
  end loop;
end
$$;

-- Small pictures of a result wait in the trash with it, and what comes into the trash or leaves it is told to open pages.

alter table atelier.trashed_objects
  add column part_of uuid references atelier.trashed_objects on delete cascade;  -- comes back and goes with it; listed nowhere
create index trashed_objects_part_idx on atelier.trashed_objects (part_of) where part_of is not null;
create index trashed_objects_name_idx on atelier.trashed_objects (bucket_id, name);

alter table atelier.trashed_objects replica identity full;
alter publication atelier_feed add table atelier.trashed_objects;

-- The owner's open pages hear of uploads, moves and removals. A removed row says whose it was only when the log has it whole; an
-- upload, which is an insert, writes no more than before.

alter table storage.objects replica identity full;
alter publication atelier_feed add table storage.objects;

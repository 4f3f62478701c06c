-- A tier also says how often its people may ask and how many generations they may start (A56). What is null is as for
-- everybody, in the settings. A whole organisation can be given one; it only raises what its members may do.

alter table atelier.queue_tiers
  add column requests_per_minute    bigint  constraint requests_per_minute_range check (requests_per_minute between 1 and 1000000),
  add column requests_burst         bigint  constraint requests_burst_range check (requests_burst between 1 and 1000000),
  add column generations_per_minute bigint  constraint generations_per_minute_range
                                            check (generations_per_minute between 1 and 1000000),
  add constraint burst_of_a_rate check (requests_burst is null or requests_per_minute is not null);

create table atelier.tier_organisations (
  org_id  uuid  primary key references public.orgs on delete cascade,
  tier    text  not null references atelier.queue_tiers on delete cascade
);
create index tier_organisations_tier_idx on atelier.tier_organisations (tier);
select atelier.protect('atelier.tier_organisations');

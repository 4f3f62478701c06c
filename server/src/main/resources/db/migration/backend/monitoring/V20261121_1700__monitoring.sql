-- What the operator is told without a second system: kinds of failures with how often and since when (B153), how busy each hour
-- was (B155), and hours that were out of the ordinary (B156). Nothing here names a person.

create table atelier.failures (
  fingerprint      text         primary key constraint fingerprint_form check (fingerprint ~ '^[0-9a-f]{16}$'),
  logger           text         not null,
  message          text         not null,                                  -- as the code has it, without its values
  error            text,                                                   -- the class of the innermost cause
  place            text,                                                   -- where of ours it was thrown
  occurrences      bigint       not null constraint occurrences_positive check (occurrences > 0),
  first_at         timestamptz  not null,
  last_at          timestamptz  not null,
  last_request_id  text,                                                   -- finds it in the log
  resolved_at      timestamptz                                             -- until it comes again
);
create index failures_last_idx on atelier.failures (last_at desc);
select atelier.protect('atelier.failures');

create table atelier.activity_hours (
  hour     timestamptz  not null,                                          -- its beginning
  measure  text         not null,
  amount   bigint       not null constraint amount_positive check (amount >= 0),
  primary key (measure, hour)
);
select atelier.protect('atelier.activity_hours');

create table atelier.anomalies (
  measure   text         not null,
  hour      timestamptz  not null,
  amount    bigint       not null,                                         -- in that hour, so far
  expected  bigint       not null,                                         -- the median of the hours before
  found_at  timestamptz  not null default now(),
  seen_at   timestamptz,                                                   -- by an administrator
  primary key (measure, hour)
);
create index anomalies_hour_idx on atelier.anomalies (hour desc);
select atelier.protect('atelier.anomalies');

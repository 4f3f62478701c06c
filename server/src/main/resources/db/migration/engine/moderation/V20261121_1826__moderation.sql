-- Rules that administrators write beside those of the file, and what the rules found: a case for each text of each person,
-- kept so that an administrator can judge it and let it pass (A59).

create table atelier.moderation_rules (
  id          text         primary key constraint id_form check (id ~ '^[a-z][a-z0-9_]{0,59}$'),
  rule        jsonb        not null constraint rule_is_object check (jsonb_typeof(rule) = 'object' and length(rule::text) <= 262144),
  created_at  timestamptz  not null default now(),
  updated_at  timestamptz  not null default now()
);
select atelier.protect('atelier.moderation_rules');
create trigger moderation_rules_touch before update on atelier.moderation_rules for each row execute function atelier.touch();

create table atelier.moderation_cases (
  id               uuid         primary key,
  user_id          uuid         not null references auth.users on delete cascade,
  prompt_hash      text         not null constraint prompt_hash_is_sha256 check (prompt_hash ~ '^[0-9a-f]{64}$'),
  prompt           text         not null constraint prompt_length check (length(prompt) <= 4000),
  decision         text         not null constraint decision_known check (decision in ('blocked', 'flagged')),
  rule             text         not null,
  times            integer      not null default 1,
  first_at         timestamptz  not null default now(),
  last_at          timestamptz  not null default now(),
  allowed_at       timestamptz,
  allowed_reason   text         constraint allowed_reason_length check (length(allowed_reason) between 1 and 500),
  constraint moderation_cases_once unique (user_id, prompt_hash),
  constraint allowed_with_reason check ((allowed_at is null) = (allowed_reason is null))
);
create index moderation_cases_last_idx on atelier.moderation_cases (last_at);
select atelier.protect('atelier.moderation_cases');

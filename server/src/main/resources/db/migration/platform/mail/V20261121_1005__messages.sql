-- Messages to people on their way out: written in the transaction that has something to say, sent by whichever node takes
-- them. Where nothing sends (development) they stay and an administrator reads them. A sent message keeps no text, because
-- it may carry a code.

create table atelier.messages (
  id           uuid         primary key,                                   -- UUIDv7
  channel      text         not null constraint channel_known check (channel in ('email', 'sms')),
  recipient    text         not null constraint recipient_length check (length(recipient) between 1 and 320),
  kind         text         not null constraint kind_length check (length(kind) between 1 and 60),
  subject      text         not null constraint subject_length check (length(subject) <= 400),
  body_text    text,
  body_html    text,
  state        text         not null constraint state_known check (state in ('kept', 'pending', 'sent', 'failed')),
  attempts     integer      not null default 0 constraint attempts_counts check (attempts >= 0),
  due_at       timestamptz  not null default now(),                        -- pending: not before; moved on by a lease
  error        text         constraint error_length check (length(error) <= 1000),
  created_at   timestamptz  not null default now(),
  sent_at      timestamptz
);
create index messages_due_idx on atelier.messages (due_at) where state = 'pending';
select atelier.protect('atelier.messages');

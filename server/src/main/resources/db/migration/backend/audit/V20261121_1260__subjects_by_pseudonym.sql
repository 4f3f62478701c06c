-- A person whom an entry is about stands there by pseudonym too, like the one who acts: entries outlive the account, and
-- deleting the account drops the only row that says whose pseudonym it is.

alter table atelier.audit_entries disable trigger audit_entries_append_only;
update atelier.audit_entries e
   set subject = 'user ' || p.pseudonym
  from atelier.pseudonyms p
 where e.subject in ('user ' || p.user_id, p.user_id::text);
alter table atelier.audit_entries enable trigger audit_entries_append_only;

-- The subject as it is shown: of a person who is still here, the account's id.
create function atelier.shown_subject(subject text) returns text language sql stable as $$
  select coalesce(
    (select 'user ' || p.user_id
       from atelier.pseudonyms p
      where p.pseudonym = substring(shown_subject.subject from '^user ([0-9a-f]{8}-[0-9a-f-]{27})$')::uuid),
    shown_subject.subject)
$$;

-- Ids for rows that a person makes by hand over the data API and does not number: UUIDv7, so that they sort by time as the
-- server's own do. PostgreSQL has a function of its own from version 18.

do $do$
begin
  if to_regprocedure('pg_catalog.uuidv7()') is not null then
    create function atelier.new_id() returns uuid language sql volatile as 'select pg_catalog.uuidv7()';
  else
    -- RFC 9562: 48 bits of milliseconds, then random bits of which a version 4 id has the variant right; 4 becomes 7.
    create function atelier.new_id() returns uuid language sql volatile as $$
      select encode(
               set_bit(set_bit(
                 substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                   || substring(uuid_send(gen_random_uuid()) from 7),
                 52, 1), 53, 1),
               'hex')::uuid
    $$;
  end if;
end
$do$;

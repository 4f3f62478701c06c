package studio.atelier.backend.dossier.internal;

import java.util.List;
import java.util.function.Consumer;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Tx;

/// The tables that hold rows of people, read from the catalog: accounts, profiles, and whatever has a
/// foreign key to
/// them.
final class PersonalTables {

    private static final int ROWS_AT_ONCE = 200;

    /// Hashes, sealed secrets and what proves a sign-in under way: never in a copy.
    private static final String SECRET =
            "^(encrypted_|encryption_|wrapped_key|key_version|provider_tokens|verifier$|nonce$|"
                    + "challenge$|.*_hash$)";

    /// @param name    with schema, not quoted
    /// @param quoted  the same for a statement
    /// @param owners  columns that name the person, quoted
    /// @param hidden  columns that stay here
    /// @param system  whether the system may read it; a table of the operator is read as the person
    record Table(String name, String quoted, List<String> owners, List<String> hidden, boolean system) {}

    /// As the system.
    List<Table> all(Tx tx) {
        return tx.sql("""
                        with keys as (
                          select conrelid as oid, conkey[1] as attnum
                          from pg_constraint
                          where contype = 'f' and cardinality(conkey) = 1
                            and confrelid in ('auth.users'::regclass, 'public.users'::regclass)
                          union
                          select 'auth.users'::regclass, 1::smallint
                        )
                        select n.nspname || '.' || c.relname as name,
                               format('%I.%I', n.nspname, c.relname) as quoted,
                               array_agg(distinct quote_ident(a.attname)) as owners,
                               (select coalesce(array_agg(h.attname::text), '{}')
                                from pg_attribute h
                                where h.attrelid = c.oid and h.attnum > 0 and not h.attisdropped
                                  and (h.atttypid = 'bytea'::regtype or h.attname ~ :secret)) as hidden,
                               has_table_privilege(current_user, c.oid, 'select') as readable
                        from keys k
                        join pg_class c on c.oid = k.oid
                        join pg_namespace n on n.oid = c.relnamespace
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                        where has_schema_privilege('authenticated', n.oid, 'usage')
                           or has_schema_privilege(current_user, n.oid, 'usage')
                        group by c.oid, n.nspname, c.relname
                        order by name
                        """)
                .param("secret", SECRET)
                .query((row, _) -> new Table(
                        row.getString("name"),
                        row.getString("quoted"),
                        List.of((String[]) row.getArray("owners").getArray()),
                        List.of((String[]) row.getArray("hidden").getArray()),
                        row.getBoolean("readable")))
                .list();
    }

    /// One row after the other as JSON. Identifiers come from the catalog, quoted there.
    void each(Tx tx, Table table, Actor actor, Consumer<String> reader) {
        String owned = String.join(
                " or ",
                table.owners().stream()
                        .map(column -> "t." + column + " = :user")
                        .toList());
        tx.sql("select (to_jsonb(t) - cast(:hidden as text[]))::text as row from " + table.quoted() + " t where "
                        + owned)
                .withFetchSize(ROWS_AT_ONCE)
                .param("hidden", table.hidden().toArray(String[]::new))
                .param("user", actor.person())
                .query(row -> {
                    reader.accept(row.getString("row"));
                });
    }
}

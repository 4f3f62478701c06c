package studio.atelier.backend.isolation.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// The tables that people may touch, from the catalog: whatever is granted, ours and the operator's.
final class ExposedTables {

    /// @param name    with schema, not quoted
    /// @param quoted  the same for a statement
    /// @param owner   quoted column that names whose a row is; null where there is none
    /// @param changes a quoted column that may be changed; null for none
    /// @param inserts whether a new row may name its owner
    /// @param deletes whether rows may be deleted
    record Table(
            String name,
            String quoted,
            @Nullable String owner,
            @Nullable String changes,
            boolean inserts,
            boolean deletes) {}

    List<Table> all(Tx tx) {
        return tx.sql("""
                        select n.nspname || '.' || c.relname as name,
                               format('%I.%I', n.nspname, c.relname) as quoted,
                               quote_ident(o.attname) as owner,
                               (select quote_ident(a.attname) from pg_attribute a
                                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                                  and has_column_privilege('authenticated', c.oid, a.attnum, 'update')
                                order by a.attnum limit 1) as changes,
                               o.attname is not null
                                 and has_column_privilege('authenticated', c.oid, o.attnum, 'insert') as inserts,
                               has_table_privilege('authenticated', c.oid, 'delete') as deletes
                        from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace
                        left join lateral (
                          select a.attname, a.attnum
                          from pg_attribute a
                          left join pg_constraint k
                            on k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum]
                               and k.confrelid in ('auth.users'::regclass, to_regclass('public.users'))
                          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                            and (k.oid is not null or a.attname in ('user_id', 'owner_id'))
                            and has_column_privilege('authenticated', c.oid, a.attnum, 'select')
                          order by a.attname <> 'user_id', a.attname <> 'owner_id', a.attnum
                          limit 1) o on true
                        where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                          and c.relkind in ('r', 'p')
                          and has_schema_privilege('authenticated', n.oid, 'usage')
                          and has_any_column_privilege('authenticated', c.oid, 'select')
                        order by name
                        """)
                .query((row, _) -> new Table(
                        row.getString("name"),
                        row.getString("quoted"),
                        row.getString("owner"),
                        row.getString("changes"),
                        row.getBoolean("inserts"),
                        row.getBoolean("deletes")))
                .list();
    }
}

package studio.atelier.walls;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Tx;
import studio.atelier.testkit.TestDatabase;

/// Tries what a person can really do with a row, each attempt in a transaction that is rolled back.
final class RowTrial {

    private final TestDatabase database;
    private final JdbcClient sql;
    private final Map<String, Map<String, String>> columns = new HashMap<>();

    RowTrial(TestDatabase database) {
        this.database = database;
        this.sql = database.asOwner();
    }

    /// Tables of which `anon` or `authenticated` may read, insert, update or delete anything.
    List<String> exposedTables() {
        return sql.sql("""
                        select distinct n.nspname || '.' || c.relname
                        from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace
                        cross join pg_roles r
                        where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                          and c.relkind in ('r', 'p')
                          and r.rolname in ('anon', 'authenticated')
                          and has_schema_privilege(r.oid, n.oid, 'usage')
                          and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update')
                               or has_table_privilege(r.oid, c.oid, 'delete, truncate'))
                        """).query(String.class).list();
    }

    /// @return what turned out to be possible
    May with(Scene scene, ExposedTable table, Scene.Person person, @Nullable UUID organisation) {
        Map<String, Object> row = arranged(scene, table, organisation);
        Map<String, Object> key = key(table.name(), row);
        Actor actor = person.actor();
        boolean read = possible(actor, tx -> count(tx, table.name(), key));
        boolean delete = possible(
                actor,
                tx -> bind(tx.sql("delete from " + table.name() + where(table, key)), key)
                        .update());
        Set<String> update = new TreeSet<>();
        for (String column : columns(table.name()).keySet()) {
            if (possible(
                    actor,
                    tx -> bind(
                                    tx.sql("update %s set %s = %s".formatted(table.name(), column, column)
                                            + where(table, key)),
                                    key)
                            .update())) {
                update.add(column);
            }
        }
        // A row of the organisation is brought in the person's own name: its roles decide who may. A row of a person
        // alone is
        // brought in the owner's name, which only the owner may use.
        Scene.Person named = organisation == null ? Scene.Person.OWNER : person;
        Set<String> insert = insertsFor(scene, table, person, named, organisation)
                ? insertableColumns(table.name(), actor)
                : Set.of();
        return new May(read, insert, update, delete);
    }

    private boolean insertsFor(
            Scene scene, ExposedTable table, Scene.Person person, Scene.Person owner, @Nullable UUID organisation) {
        Map<String, Object> row = new LinkedHashMap<>(table.rows().columns(scene, owner.id(), organisation));
        row.keySet().retainAll(insertableColumns(table.name(), person.actor()));
        if (row.isEmpty()) {
            return false;
        }
        return possible(
                person.actor(),
                tx -> bind(tx.sql(insert(table.name(), row)), row).update());
    }

    Set<String> unreadableColumns(String table) {
        Set<String> unreadable = new TreeSet<>(columns(table).keySet());
        unreadable.removeAll(columnsWith("select", table, Actor.Role.AUTHENTICATED));
        return unreadable;
    }

    private Set<String> insertableColumns(String table, Actor actor) {
        return columnsWith("insert", table, actor.role());
    }

    private Set<String> columnsWith(String privilege, String table, Actor.Role role) {
        return new TreeSet<>(sql.sql("""
                        select attname
                        from pg_attribute
                        where attrelid = ?::regclass and attnum > 0 and not attisdropped
                          and has_column_privilege(?, attrelid, attnum, ?)
                        """)
                .params(table, role.sql(), privilege)
                .query(String.class)
                .list());
    }

    /// A row of the owner that is really there, made past every policy.
    private Map<String, Object> arranged(Scene scene, ExposedTable table, @Nullable UUID organisation) {
        Map<String, Object> row = new HashMap<>(table.rows().columns(scene, Scene.Person.OWNER.id(), organisation));
        bind(sql.sql(insert(table.name(), row) + " on conflict do nothing"), row)
                .update();
        return row;
    }

    private int count(Tx tx, String table, Map<String, Object> key) {
        String conditions = conditions(table, key);
        return bind(tx.sql("select count(*) from " + table + " where " + conditions), key)
                .query(Integer.class)
                .single();
    }

    private boolean possible(Actor actor, Function<Tx, Integer> attempt) {
        try {
            database.transactions().asUser(actor, tx -> {
                throw new Attempted(attempt.apply(tx));
            });
            return false;
        } catch (Attempted attempted) {
            return attempted.rows > 0;
        } catch (DataAccessException _) {
            return false;
        }
    }

    private Map<String, Object> key(String table, Map<String, Object> row) {
        Map<String, Object> key = new TreeMap<>(row);
        key.keySet().retainAll(sql.sql("""
                        select a.attname
                        from pg_index i
                        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                        where i.indrelid = ?::regclass and i.indisprimary
                        """).param(table).query(String.class).set());
        return key;
    }

    /// Column to type.
    private Map<String, String> columns(String table) {
        return sql
                .sql("""
                        select attname, format_type(atttypid, atttypmod) as type
                        from pg_attribute
                        where attrelid = ?::regclass and attnum > 0 and not attisdropped
                        """)
                .param(table)
                .query((row, _) -> Map.entry(row.getString("attname"), row.getString("type")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
    }

    private String insert(String table, Map<String, Object> row) {
        Map<String, String> types = columns(table);
        return "insert into %s (%s) values (%s)"
                .formatted(
                        table,
                        String.join(", ", row.keySet()),
                        row.keySet().stream()
                                .map(column -> "cast(:%s as %s)".formatted(column, types.get(column)))
                                .collect(Collectors.joining(", ")));
    }

    private String where(ExposedTable table, Map<String, Object> key) {
        return " where " + conditions(table.name(), key);
    }

    private String conditions(String table, Map<String, Object> key) {
        Map<String, String> types = columns(table);
        return key.keySet().stream()
                .map(column -> "%s = cast(:%s as %s)".formatted(column, column, types.get(column)))
                .collect(Collectors.joining(" and "));
    }

    private static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, Map<String, Object> values) {
        values.forEach((name, value) -> statement.param(name, value));
        return statement;
    }

    /// Rolls an attempt back and carries what it did.
    private static final class Attempted extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int rows;

        Attempted(int rows) {
            super("rolled back", null, false, false);
            this.rows = rows;
        }
    }
}

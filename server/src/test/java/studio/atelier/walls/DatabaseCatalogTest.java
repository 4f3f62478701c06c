package studio.atelier.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Rules that every table, view and function of ours obeys, read from the database's own catalog. Each
/// query lists the offenders.
@WithDatabase
class DatabaseCatalogTest {

    private final JdbcClient sql;

    DatabaseCatalogTest(TestDatabase database) {
        this.sql = database.asOwner();
    }

    @Test
    void everyTableHasRowLevelSecurityEnabledAndForced() {
        assertThat(offenders("""
                        select c.oid::regclass::text
                        from pg_class c
                        where c.relnamespace in (%s)
                          and c.relkind in ('r', 'p')
                          and c.relname <> 'schema_history'
                          and not (c.relrowsecurity and c.relforcerowsecurity)
                        """)).isEmpty();
    }

    /// In storage every role of the API may try everything, and what strangers get is the front end's to say.
    @Test
    void everyTableThatPeopleMayTouchHasAPolicyForThem() {
        assertThat(offenders("""
                        select c.oid::regclass || ' for ' || r.rolname
                        from pg_class c
                        cross join pg_roles r
                        where c.relnamespace in (%s)
                          and c.relkind in ('r', 'p')
                          and r.rolname in ('anon', 'authenticated', 'atelier_system')
                          and not (r.rolname = 'anon' and c.relnamespace = 'storage'::regnamespace)
                          and has_any_column_privilege(r.oid, c.oid, 'select, insert, update')
                          and not exists (select from pg_policy p
                                          where p.polrelid = c.oid and (r.oid = any (p.polroles) or 0 = any (p.polroles)))
                        """)).isEmpty();
    }

    @Test
    void everyViewThatPeopleMayReadActsAsTheOneWhoAsks() {
        assertThat(offenders("""
                        select c.oid::regclass::text
                        from pg_class c
                        where c.relnamespace in (%s)
                          and c.relkind in ('v', 'm')
                          and (has_any_column_privilege('anon', c.oid, 'select')
                               or has_any_column_privilege('authenticated', c.oid, 'select'))
                          and not ('security_invoker=true' = any (coalesce(c.reloptions, '{}'))
                                   or 'security_invoker=on' = any (coalesce(c.reloptions, '{}')))
                        """)).isEmpty();
    }

    @Test
    void theInnerSchemaIsClosedToPeople() {
        assertThat(sql.sql("""
                        select r.rolname
                        from pg_roles r
                        where r.rolname in ('anon', 'authenticated', 'service_role')
                          and has_schema_privilege(r.oid, 'atelier', 'usage')
                        """).query(String.class).list()).isEmpty();
    }

    @Test
    void nobodyButTheOwnerMakesTables() {
        assertThat(offenders("""
                        select n.nspname || ' by ' || r.rolname
                        from pg_namespace n
                        cross join pg_roles r
                        where n.oid in (%s)
                          and r.rolname in ('anon', 'authenticated', 'service_role', 'atelier_system', 'atelier_server')
                          and has_schema_privilege(r.oid, n.oid, 'create')
                        """)).isEmpty();
    }

    @Test
    void aFunctionThatRunsAsItsOwnerFixesWhereItLooksForNames() {
        assertThat(offenders("""
                        select p.oid::regprocedure::text
                        from pg_proc p
                        where p.pronamespace in (%s)
                          and p.prosecdef
                          and not exists (select from unnest(coalesce(p.proconfig, '{}')) as setting
                                          where setting like 'search_path=%%')
                        """)).isEmpty();
    }

    /// A bare call would run once per row; inside `(select ...)` it runs once per statement.
    @Test
    void policiesAskOncePerStatementWhoIsAsking() {
        assertThat(offenders("""
                        select p.polrelid::regclass || ' ' || p.polname
                        from pg_policy p
                        join pg_class c on c.oid = p.polrelid,
                        lateral (select coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' '
                                        || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') as rule) as e
                        where c.relnamespace in (%s)
                          and regexp_replace(e.rule, 'SELECT auth\\.(uid|jwt|role|email|permitted_orgs|fellow_ids)\\(', '', 'g')
                              ~ 'auth\\.(uid|jwt|role|email|permitted_orgs|fellow_ids)\\('
                        """)).isEmpty();
    }

    @Test
    void everyForeignKeyHasAnIndexThatBeginsWithIt() {
        assertThat(offenders("""
                        select k.conrelid::regclass || ' ' || k.conname
                        from pg_constraint k
                        where k.contype = 'f'
                          and k.connamespace in (%s)
                          and not exists (
                            select from pg_index i
                            where i.indrelid = k.conrelid
                              and (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey)
                        """)).isEmpty();
    }

    @Test
    void everyTimeKnowsItsZone() {
        assertThat(offenders("""
                        select a.attrelid::regclass || '.' || a.attname
                        from pg_attribute a
                        join pg_class c on c.oid = a.attrelid
                        where c.relnamespace in (%s)
                          and c.relkind in ('r', 'p')
                          and c.relname <> 'schema_history'
                          and a.attnum > 0
                          and a.atttypid = 'timestamp'::regtype
                        """)).isEmpty();
    }

    private List<String> offenders(String query) {
        String ours =
                "select oid from pg_namespace where nspname in ('public', 'auth', 'storage', 'realtime', 'atelier')";
        return sql.sql(query.formatted(ours)).query(String.class).list();
    }
}

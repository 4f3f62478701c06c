package studio.atelier.backend.console.internal;

import java.util.List;
import studio.atelier.platform.database.Transactions;

/// The tables, views and materialized views that are no secret of the server, each as
/// `{schema, name, kind, exposed, comment, estimated_rows, row_security, columns, policies, grants}`; made by
/// PostgreSQL in one statement.
final class TableList {

    private static final int TABLES_MAX = 2_000;

    private static final String LIST = """
            select coalesce(jsonb_agg(to_jsonb(t) order by not t.exposed, t.schema, t.name), '[]')::text
            from (
              select n.nspname as schema, c.relname as name,
                     case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
                       else 'table' end as kind,
                     n.nspname = any (cast(:exposed as text[])) as exposed,
                     obj_description(c.oid, 'pg_class') as comment,
                     case when c.reltuples >= 0 then c.reltuples::bigint end as estimated_rows,
                     c.relrowsecurity as row_security,
                     (select coalesce(jsonb_agg(jsonb_build_object(
                               'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull,
                               'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated <> '',
                               'primary_key', coalesce(a.attnum = any (pk.conkey), false),
                               'references', (
                                 select format('%s.%s', fk.confrelid::regclass, fa.attname)
                                 from pg_constraint fk
                                 join pg_attribute fa on fa.attrelid = fk.confrelid and fa.attnum = fk.confkey[1]
                                 where fk.conrelid = c.oid and fk.contype = 'f' and fk.conkey = array[a.attnum]
                                 order by fk.oid limit 1)) order by a.attnum), '[]')
                      from pg_attribute a
                      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                      left join pg_constraint pk on pk.conrelid = c.oid and pk.contype = 'p'
                      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
                     (select coalesce(jsonb_agg(jsonb_build_object(
                               'name', p.policyname, 'command', lower(p.cmd), 'roles', to_jsonb(p.roles),
                               'permissive', p.permissive = 'PERMISSIVE', 'using', p.qual, 'check', p.with_check)
                               order by p.cmd, p.policyname), '[]')
                      from pg_policies p
                      where p.schemaname = n.nspname and p.tablename = c.relname) as policies,
                     (select jsonb_object_agg(r.role, r.rights)
                      from (select role, (
                              select coalesce(jsonb_agg(lower(right_name)), '[]')
                              from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as right_name
                              where has_table_privilege(role, c.oid, right_name)
                                 or right_name <> 'DELETE' and has_any_column_privilege(role, c.oid, right_name)) as rights
                            from unnest(array['anon', 'authenticated', 'service_role']) as role) as r) as grants
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p', 'v', 'm', 'f')
                and n.nspname not in ('atelier', 'information_schema')
                and n.nspname not like 'pg\\_%'
              order by n.nspname, c.relname
              limit :limit
            ) as t
            """;

    private final Transactions transactions;
    private final List<String> exposed;

    TableList(Transactions transactions, List<String> exposed) {
        this.transactions = transactions;
        this.exposed = exposed;
    }

    String json() {
        return transactions.asSystem(
                "tables for an administrator",
                tx -> tx.sql(LIST)
                        .param("exposed", exposed.toArray(String[]::new))
                        .param("limit", TABLES_MAX)
                        .query(String.class)
                        .single());
    }
}

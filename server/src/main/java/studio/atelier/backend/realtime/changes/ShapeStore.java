package studio.atelier.backend.realtime.changes;

import java.util.List;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads from the catalog what may be subscribed to: the tables of `supabase_realtime`, our own that people
/// may see, and the named views over any of them.
final class ShapeStore {

    /// Roles that a token can name.
    static final List<String> ROLES = List.of("anon", "authenticated", "service_role");

    private static final String QUERY = """
            with recursive
            heard as (
              select distinct c.oid
              from pg_publication_tables p
              join pg_namespace n on n.nspname = p.schemaname
              join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
              where p.pubname = 'supabase_realtime'
                 or (p.pubname = 'atelier_feed' and p.schemaname = 'public')
            ),
            named as (
              select vc.oid, bc.oid as base, v.trashed, pg_get_viewdef(vc.oid) as definition,
                     bn.nspname as base_schema, bc.relname as base_table, v.key
              from atelier.named_views v
              join pg_namespace vn on vn.nspname = v.view_schema
              join pg_class vc on vc.relnamespace = vn.oid and vc.relname = v.view_name and vc.relkind = 'v'
              join pg_namespace bn on bn.nspname = v.base_schema
              join pg_class bc on bc.relnamespace = bn.oid and bc.relname = v.base_table
              join heard h on h.oid = bc.oid
            ),
            shown as (
              select oid, oid as base from heard
              union all
              select oid, base from named
            ),
            used as (
              select distinct a.atttypid as oid
              from shown s join pg_attribute a on a.attrelid = s.oid
              where a.attnum > 0 and not a.attisdropped
              union
              select next.oid
              from used u
              join pg_type t on t.oid = u.oid
              cross join lateral (values (t.typbasetype), (t.typelem)) as next (oid)
              where next.oid <> 0
            ),
            types as (
              select jsonb_object_agg(t.oid::text, jsonb_build_object(
                'name', t.typname,
                'sql', format_type(t.oid, null),
                'kind', t.typtype,
                'system', t.typnamespace = 'pg_catalog'::regnamespace,
                'base', t.typbasetype::bigint,
                'element', case when t.typcategory = 'A' and t.typlen = -1 then t.typelem::bigint else 0 end,
                'delimiter', t.typdelim,
                'labels', (select coalesce(jsonb_agg(v.enumlabel order by v.enumsortorder), '[]')
                           from pg_enum v where v.enumtypid = t.oid),
                'json', exists (select from pg_cast k where k.castsource = t.oid and k.casttarget = 'json'::regtype)
              )) as rows
              from used u join pg_type t on t.oid = u.oid
            ),
            here as (
              select to_jsonb(d) ->> 'datlocprovider' as provider, datcollate as collate
              from pg_database d where datname = current_database()
            )
            select jsonb_build_object(
              'watched', exists (select from pg_event_trigger where evtname = 'atelier_redefined' and evtenabled in ('O', 'A')),
              'types', (select rows from types),
              'tables', (select coalesce(jsonb_agg(jsonb_build_object(
                'oid', c.oid::bigint,
                'schema', n.nspname,
                'name', c.relname,
                'secured', b.relrowsecurity,
                'source', (select jsonb_build_object(
                             'base', v.base::bigint, 'trashed', v.trashed, 'definition', v.definition,
                             'schema', v.base_schema, 'table', v.base_table)
                           from named v where v.oid = c.oid and s.base <> c.oid),
                'columns', (
                  select coalesce(jsonb_agg(jsonb_build_object(
                    'name', a.attname,
                    'type', a.atttypid::bigint,
                    'type_name', t.typname,
                    'plain', coalesce(l.collisdeterministic, true),
                    'by_code_point', case
                      when a.attcollation = 'pg_catalog.default'::regcollation
                        then here.provider = 'b' or here.collate in ('C', 'POSIX')
                      else coalesce(l.collprovider = 'b' or l.collcollate in ('C', 'POSIX'), false) end,
                    'key', coalesce(a.attnum = any (k.conkey), a.attname = any (v.key), false)
                  ) order by a.attnum), '[]')
                  from pg_attribute a
                  join pg_type t on t.oid = a.atttypid
                  cross join here
                  left join pg_collation l on l.oid = a.attcollation
                  left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
                  left join named v on v.oid = c.oid
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                ),
                'rights', (
                  select jsonb_object_agg(r.rolname, jsonb_build_object(
                    'readable', case when has_schema_privilege(r.oid, c.relnamespace, 'usage') then (
                      select coalesce(jsonb_agg(a.attname), '[]')
                      from pg_attribute a
                      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                        and has_column_privilege(r.oid, c.oid, a.attnum, 'select')) else '[]' end,
                    'open', not b.relrowsecurity or r.rolsuper or r.rolbypassrls
                      or (pg_has_role(r.oid, b.relowner, 'usage') and not b.relforcerowsecurity),
                    'policies', (
                      select coalesce(jsonb_agg(jsonb_build_object(
                        'permissive', p.polpermissive, 'condition', pg_get_expr(p.polqual, p.polrelid))), '[]')
                      from pg_policy p
                      where p.polrelid = b.oid and p.polcmd in ('r', '*')
                        and exists (select from unnest(p.polroles) as m (oid)
                                    where m.oid = 0 or pg_has_role(r.oid, m.oid, 'usage')))))
                  from pg_roles r
                  where r.rolname = any (:roles)
                )
              )), '[]')
              from shown s
              join pg_class c on c.oid = s.oid
              join pg_class b on b.oid = s.base
              join pg_namespace n on n.oid = c.relnamespace)
            )::text
            """;

    private final Transactions transactions;
    private final JsonMapper json;

    ShapeStore(Transactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /// Reads all of it anew.
    Shapes.Read read() {
        String text = transactions.asSystem("realtime catalog", tx -> {
            // So that conditions and definitions name everything with its schema but what is PostgreSQL's own.
            tx.sql("select set_config('search_path', '', true)")
                    .query(String.class)
                    .single();
            return tx.sql(QUERY)
                    .param("roles", ROLES.toArray(String[]::new))
                    .query(String.class)
                    .single();
        });
        JsonNode found = json.readTree(text);
        return new ShapeReading(found).read();
    }
}

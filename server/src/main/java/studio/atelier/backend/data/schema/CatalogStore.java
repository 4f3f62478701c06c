package studio.atelier.backend.data.schema;

import java.util.List;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the catalog of the database in one query.
public final class CatalogStore {

    private static final String QUERY = """
            with
            path as materialized (select set_config('search_path', '', true) as nothing),
            exposed as (
              select n.oid, n.nspname, obj_description(n.oid, 'pg_namespace') as comment
              from pg_namespace n, path
              where n.nspname = any(:schemas)
            ),
            kept as (
              select n.oid, n.nspname
              from pg_namespace n, path
              where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg\\_temp%'
            ),
            relations as (
              select jsonb_agg(jsonb_build_object(
                'oid', c.oid::bigint,
                'schema', e.nspname,
                'name', c.relname,
                'view', c.relkind in ('v', 'm'),
                'rights', pg_relation_is_updatable(c.oid, true),
                'kind', c.relkind,
                'description', obj_description(c.oid, 'pg_class'),
                'columns', (
                  select coalesce(jsonb_agg(jsonb_build_object(
                    'number', a.attnum,
                    'name', a.attname,
                    'type', format_type(a.atttypid, a.atttypmod),
                    'plain', format_type(a.atttypid, null),
                    'nullable', not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)),
                    'generated', a.attgenerated <> '' or a.attidentity = 'a',
                    'initial', case
                      when a.attgenerated <> '' or a.attidentity = 'a' then null
                      when a.attidentity = 'd'
                        then (select format('nextval(%L)', format('%I.%I', sn.nspname, s.relname))
                              from pg_depend o
                              join pg_class s on s.oid = o.objid
                              join pg_namespace sn on sn.oid = s.relnamespace
                              where o.classid = 'pg_class'::regclass and o.refclassid = 'pg_class'::regclass
                                and o.refobjid = c.oid and o.refobjsubid = a.attnum and o.deptype = 'i')
                      when t.typtype = 'd' and d.adbin is null then t.typdefault
                      else pg_get_expr(d.adbin, d.adrelid) end,
                    'length', case when coalesce(b.oid, t.oid) in ('varchar'::regtype, 'bpchar'::regtype)
                                   then nullif(case when t.typtype = 'd' then t.typtypmod else a.atttypmod end, -1) - 4 end,
                    'labels', (select coalesce(jsonb_agg(v.enumlabel order by v.enumsortorder), '[]')
                               from pg_enum v where v.enumtypid = coalesce(b.oid, t.oid)),
                    'description', col_description(c.oid, a.attnum)
                  ) order by a.attnum), '[]')
                  from pg_attribute a
                  join pg_type t on t.oid = a.atttypid
                  left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
                  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                )
              )) as rows
              from pg_class c
              join exposed e on e.oid = c.relnamespace
              where c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
            ),
            keys as (
              select jsonb_agg(jsonb_build_object(
                'name', k.conname,
                'kind', k.contype,
                'schema', n.nspname,
                'table', c.relname,
                'oid', k.conrelid::bigint,
                'columns', k.conkey,
                'names', (select jsonb_agg(a.attname order by u.n) from unnest(k.conkey) with ordinality u(num, n)
                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num),
                'to_schema', fn.nspname,
                'to_table', fc.relname,
                'to_oid', k.confrelid::bigint,
                'to_columns', k.confkey,
                'to_names', (select jsonb_agg(a.attname order by u.n) from unnest(k.confkey) with ordinality u(num, n)
                             join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num)
              ) order by k.conname, k.conrelid) as rows
              from pg_constraint k
              join pg_class c on c.oid = k.conrelid
              join kept n on n.oid = c.relnamespace
              left join pg_class fc on fc.oid = k.confrelid
              left join pg_namespace fn on fn.oid = fc.relnamespace
              where k.contype in ('p', 'u', 'f') and k.conparentid = 0
            ),
            rules as (
              select jsonb_agg(jsonb_build_object(
                'oid', c.oid::bigint, 'schema', n.nspname, 'name', c.relname, 'rule', r.ev_action::text,
                'columns', (select jsonb_object_agg(a.attnum, a.attname) from pg_attribute a
                            where a.attrelid = c.oid and a.attnum > 0)
              )) as rows
              from pg_rewrite r
              join pg_class c on c.oid = r.ev_class and c.relkind in ('v', 'm')
              join kept n on n.oid = c.relnamespace
              where r.rulename = '_RETURN'
            ),
            routines as (
              select jsonb_agg(jsonb_build_object(
                'schema', n.nspname,
                'name', p.proname,
                'description', obj_description(p.oid, 'pg_proc'),
                'stable', p.provolatile <> 'v',
                'rows', p.prorows,
                'set', p.proretset,
                'out', coalesce(p.proargmodes::text[] && '{t,b,o}', false),
                'returns', format_type(p.prorettype, null),
                'kind', coalesce(rb.typtype, rt.typtype),
                'relation', rc.relname,
                'relation_schema', rn.nspname,
                'optional', p.pronargdefaults,
                'source', case when p.pronargs = 1 then sc.relname end,
                'source_schema', case when p.pronargs = 1 then sn.nspname end,
                'arguments', (
                  select coalesce(jsonb_agg(jsonb_build_object(
                    'name', coalesce(p.proargnames[u.n], ''),
                    'type', format_type(u.type, null),
                    'mode', coalesce(p.proargmodes[u.n]::text, 'i')
                  ) order by u.n), '[]')
                  from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u(type, n)
                  where coalesce(p.proargmodes[u.n]::text, 'i') in ('i', 'b', 'v')
                )
              ) order by p.proname, p.oid) as rows
              from pg_proc p
              join exposed n on n.oid = p.pronamespace
              join pg_type rt on rt.oid = p.prorettype
              left join pg_type rb on rt.typtype = 'd' and rb.oid = rt.typbasetype
              left join pg_class rc on rc.oid = coalesce(rb.typrelid, rt.typrelid) and rc.relkind in ('r', 'v', 'm', 'f', 'p')
              left join pg_namespace rn on rn.oid = rc.relnamespace
              left join pg_type st on p.pronargs = 1 and st.oid = p.proargtypes[0]
              left join pg_class sc on sc.oid = st.typrelid and sc.relkind in ('r', 'v', 'm', 'f', 'p')
              left join pg_namespace sn on sn.oid = sc.relnamespace
              where p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and p.prorettype <> 'event_trigger'::regtype
            ),
            casts as (
              select jsonb_agg(jsonb_build_object(
                'from', format_type(k.castsource, null), 'to', format_type(k.casttarget, null),
                'schema', n.nspname, 'function', p.proname)) as rows
              from pg_cast k
              join pg_proc p on p.oid = k.castfunc
              join pg_namespace n on n.oid = p.pronamespace
              join pg_type s on s.oid = k.castsource
              join pg_type t on t.oid = k.casttarget
              where k.castcontext = 'i'
                and (s.typtype = 'd' and k.casttarget in ('json'::regtype, 'text'::regtype)
                  or t.typtype = 'd' and k.castsource in ('json'::regtype, 'text'::regtype))
            ),
            media as (
              select t.oid, lower(t.typname) as type
              from pg_type t, path
              where t.typtype = 'd' and t.typname ~* '^([a-z0-9.-]+/[a-z0-9.+-]+|[*]/[*])$'
            ),
            handlers as (
              select jsonb_agg(jsonb_build_object(
                'schema', n.nspname, 'function', p.proname, 'type', m.type,
                'relation', c.relname, 'relation_schema', cn.nspname)) as rows
              from pg_proc p
              join exposed n on n.oid = p.pronamespace
              join media m on m.oid = p.prorettype
              join pg_type a on a.oid = p.proargtypes[0]
              left join pg_class c on c.oid = a.typrelid and c.relkind in ('r', 'v', 'm', 'f', 'p')
              left join pg_namespace cn on cn.oid = c.relnamespace
              where p.prokind = 'a' and p.pronargs = 1 and (c.oid is not null or a.oid = 'anyelement'::regtype)
            ),
            timeouts as (
              select jsonb_object_agg(r.rolname, split_part(entry, '=', 2)) as rows
              from pg_roles r, unnest(r.rolconfig) as entry
              where r.rolname in ('anon', 'authenticated', 'service_role') and entry like 'statement\\_timeout=%'
            )
            select jsonb_build_object(
              'schemas', (select jsonb_object_agg(nspname, comment) from exposed),
              'relations', (select rows from relations),
              'keys', (select rows from keys),
              'rules', (select rows from rules),
              'routines', (select rows from routines),
              'casts', (select rows from casts),
              'handlers', (select rows from handlers),
              'timeouts', (select rows from timeouts)
            )::text
            """;

    private final Transactions transactions;
    private final JsonMapper json;
    private final List<String> schemas;

    public CatalogStore(Transactions transactions, JsonMapper json, List<String> schemas) {
        this.transactions = transactions;
        this.json = json;
        this.schemas = List.copyOf(schemas);
    }

    /// Reads it anew.
    public Catalog read() {
        String text = transactions.asSystem(
                "data catalog",
                tx -> tx.sql(QUERY)
                        .param("schemas", schemas.toArray(String[]::new))
                        .query(String.class)
                        .single());
        JsonNode found = json.readTree(text);
        return new CatalogReading(found).read();
    }
}

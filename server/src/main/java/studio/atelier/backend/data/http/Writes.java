package studio.atelier.backend.data.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.plan.Write;
import studio.atelier.backend.data.plan.Write.Returning;
import studio.atelier.backend.data.plan.WritePlanner;
import studio.atelier.backend.data.schema.Column;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.sql.Form;
import studio.atelier.backend.data.sql.Form.Shape;
import studio.atelier.backend.data.sql.Query;
import studio.atelier.backend.data.sql.Statements;
import studio.atelier.backend.data.syntax.QueryString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Inserts, changes, replaces and deletes rows of a table or view. Source: wire reference 3.7.
final class Writes {

    private final Runner runner;
    private final DataSettings settings;
    private final Payloads payloads;
    private final JsonMapper json;

    Writes(Runner runner, DataSettings settings, Payloads payloads, JsonMapper json) {
        this.runner = runner;
        this.settings = settings;
        this.payloads = payloads;
        this.json = json;
    }

    /// A write on its way.
    ///
    /// @param node what is answered of the written rows
    private record Plan(Engine.Matter matter, Relation relation, QueryString query, Node node, Rendering rendering) {

        Preferences preferences() {
            return matter.preferences();
        }

        boolean is(String method) {
            return matter.asked().method().equals(method);
        }
    }

    Reply answer(Engine.Matter matter) {
        Asked asked = matter.asked();
        QueryString query = QueryString.parse(asked.query(), false);
        Relation relation = Reads.relation(matter);
        Rendering rendering =
                Rendering.ofRows(matter.accepted(), matter.offer(relation.name(), query, settings.plan()));
        WritePlanner planner = new WritePlanner(matter.catalog(), matter.schema(), settings.aggregates());
        Node node = planner.answer(query, relation, asked.method().equals("POST"));
        Plan plan = new Plan(matter, relation, query, node, rendering);
        Write write = switch (asked.method()) {
            case "POST" -> insert(plan, false);
            case "PUT" -> put(plan, planner);
            case "PATCH" -> update(plan, planner);
            default -> new Write.Delete(relation, node.alias(), planner.conditions(query, relation), returning(plan));
        };
        return run(plan, write);
    }

    private Reply run(Plan plan, Write write) {
        Preferences preferences = plan.preferences();
        Form form = preferences.representation()
                ? plan.rendering().form()
                : locates(plan) ? Form.of(Shape.OBJECT) : Form.of(Shape.NONE);
        Node answered = preferences.representation() || !locates(plan)
                ? plan.node()
                : WritePlanner.columns(plan.node(), plan.relation().primaryKey());
        Query statement = Statements.write(write, answered, form);
        Runner.Scope scope = plan.matter().scope(false);
        if (plan.rendering().plan() != null) {
            String text = runner.explain(
                    scope, Statements.explained(statement, plan.rendering().plan()), false);
            return Reply.of(
                    200,
                    text.getBytes(UTF_8),
                    new Reply.Header("Content-Type", plan.rendering().contentType()));
        }
        boolean undone = preferences.is("tx", "rollback");
        boolean single = plan.rendering().single();
        boolean conditional = undone || single || preferences.enforcedMax() != null || plan.is("PUT");
        Gotten gotten = runner.run(scope, statement, conditional, outcome -> {
            check(plan, outcome, single);
            return !undone;
        });
        Reply reply =
                reply(plan, write, gotten).with("Preference-Applied", preferences.applied(applicable(plan, write)));
        return OwnAnswer.apply(gotten, reply, json);
    }

    private static void check(Plan plan, Gotten gotten, boolean single) {
        if (plan.is("PUT") && gotten.rows() != 1) {
            throw DataProblem.PUT_KEY.problem("Payload values do not match URL in primary key column(s)", null, null);
        }
        if (single) {
            Reads.checkSingle(plan.rendering(), gotten);
        }
        Long most = plan.preferences().enforcedMax();
        if (most != null && !plan.is("POST") && gotten.rows() > most) {
            throw DataProblem.MAX_AFFECTED.problem(
                    "Query result exceeds max-affected preference constraint",
                    "The query affects " + gotten.rows() + " rows",
                    null);
        }
    }

    private Reply reply(Plan plan, Write write, Gotten gotten) {
        boolean representation = plan.preferences().representation();
        boolean inserts = write instanceof Write.Insert;
        boolean fresh = inserts && gotten.rows() > gotten.changed();
        int status = inserts && !plan.is("PUT")
                ? (fresh || !merges(write) ? 201 : 200)
                : representation ? (fresh ? 201 : 200) : 204;
        Reply reply = representation
                ? Reply.of(
                        status,
                        gotten.body(),
                        new Reply.Header("Content-Type", plan.rendering().contentType()))
                : Reply.empty(status);
        if (locates(plan) && gotten.rows() == 1) {
            reply = reply.with("Location", location(plan, gotten));
        }
        return plan.is("PUT") ? reply : reply.with("Content-Range", contentRange(plan, gotten));
    }

    private static boolean merges(Write write) {
        return write instanceof Write.Insert insert
                && insert.conflict() != null
                && insert.conflict().merge();
    }

    private static String contentRange(Plan plan, Gotten gotten) {
        String total = plan.preferences().counted() ? Long.toString(gotten.rows()) : "*";
        boolean ranged = plan.is("PATCH") && gotten.rows() > 0;
        return (ranged ? "0-" + (gotten.rows() - 1) : "*") + "/" + total;
    }

    private static Set<String> applicable(Plan plan, Write write) {
        Set<String> kinds = new HashSet<>(Set.of("return", "count", "tx", "handling"));
        if (write instanceof Write.Insert insert) {
            kinds.add("missing");
            if (insert.conflict() != null) {
                kinds.add("resolution");
            }
        } else {
            kinds.add("max-affected");
            if (plan.is("PATCH")) {
                kinds.add("missing");
            }
        }
        return kinds;
    }

    private static boolean locates(Plan plan) {
        return plan.is("POST")
                && plan.preferences().is("return", "headers-only")
                && !plan.relation().primaryKey().isEmpty();
    }

    private String location(Plan plan, Gotten gotten) {
        JsonNode row = json.readTree(gotten.body());
        return plan.relation().primaryKey().stream()
                .map(column -> URLEncoder.encode(column, UTF_8) + "="
                        + (row.path(column).isNull()
                                ? "is.null"
                                : "eq." + URLEncoder.encode(row.path(column).asString(""), UTF_8)))
                .collect(Collectors.joining("&", "/" + plan.relation().name().name() + "?", ""));
    }

    private static Returning returning(Plan plan) {
        if (plan.preferences().representation()) {
            return WritePlanner.returning(plan.node());
        }
        return locates(plan) ? new Returning(false, plan.relation().primaryKey()) : Returning.NOTHING;
    }

    private Write.Insert insert(Plan plan, boolean put) {
        Asked asked = plan.matter().asked();
        Payloads.Body body = payloads.read(
                asked.body(), asked.header("content-type"), plan.query().columns() == null);
        List<Column> columns = columns(plan, body);
        return new Write.Insert(
                plan.relation(),
                plan.node().alias(),
                columns,
                body.payload().with(casts(plan, columns)),
                body.empty(),
                put ? new Write.Conflict(plan.relation().primaryKey(), true) : conflict(plan),
                defaults(plan, columns),
                List.of(),
                returning(plan));
    }

    private static Map<String, Name> casts(Plan plan, List<Column> columns) {
        Map<String, Name> casts = new HashMap<>();
        for (Column column : columns) {
            plan.matter().catalog().cast("json", column.plainType()).ifPresent(name -> casts.put(column.name(), name));
        }
        return casts;
    }

    private static boolean defaults(Plan plan, List<Column> columns) {
        return plan.preferences().is("missing", "default")
                && columns.stream().anyMatch(column -> column.initial() != null);
    }

    private static Write.@Nullable Conflict conflict(Plan plan) {
        boolean merge = plan.preferences().is("resolution", "merge-duplicates");
        if (!merge && !plan.preferences().is("resolution", "ignore-duplicates")) {
            return null;
        }
        List<String> columns = plan.query().onConflict().isEmpty()
                ? plan.relation().primaryKey()
                : plan.query().onConflict();
        return columns.isEmpty() ? null : new Write.Conflict(columns, merge);
    }

    /// Those of `columns`, else the keys of the body.
    private static List<Column> columns(Plan plan, Payloads.Body body) {
        List<String> named = plan.query().columns();
        Set<String> names = named == null ? body.keys() : new LinkedHashSet<>(named);
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(plan.relation()
                    .column(name)
                    .orElseThrow(() -> DataProblem.NO_COLUMN.problem(
                            "Could not find the '" + name + "' column of '"
                                    + plan.relation().name().name() + "' in the schema cache",
                            null,
                            null)));
        }
        return columns;
    }

    private Write update(Plan plan, WritePlanner planner) {
        Asked asked = plan.matter().asked();
        Payloads.Body body = payloads.read(
                asked.body(), asked.header("content-type"), plan.query().columns() == null);
        List<Column> columns = body.empty() ? List.of() : columns(plan, body);
        return new Write.Update(
                plan.relation(),
                plan.node().alias(),
                columns,
                body.payload().with(casts(plan, columns)),
                defaults(plan, columns),
                planner.conditions(plan.query(), plan.relation()),
                returning(plan));
    }

    /// Replaces the one row that the address names.
    private Write put(Plan plan, WritePlanner planner) {
        if (!plan.query().windows().isEmpty()) {
            throw DataProblem.PUT_LIMIT.problem(
                    "limit/offset querystring parameters are not allowed for PUT", null, null);
        }
        if (!planner.namesOneRow(plan.query(), plan.relation())) {
            throw DataProblem.PUT_FILTERS.problem(
                    "Filters must include all and only primary key columns with 'eq' operators", null, null);
        }
        Write.Insert insert = insert(plan, true);
        return new Write.Insert(
                insert.relation(),
                insert.alias(),
                insert.columns(),
                insert.payload(),
                insert.none(),
                insert.conflict(),
                insert.defaults(),
                planner.conditions(plan.query(), plan.relation()),
                insert.returning());
    }
}

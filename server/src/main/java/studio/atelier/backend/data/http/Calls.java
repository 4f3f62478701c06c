package studio.atelier.backend.data.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.data.plan.CallPlanner;
import studio.atelier.backend.data.plan.Invocation;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.schema.Routine;
import studio.atelier.backend.data.schema.Routine.Kind;
import studio.atelier.backend.data.sql.Form;
import studio.atelier.backend.data.sql.Form.Shape;
import studio.atelier.backend.data.sql.Query;
import studio.atelier.backend.data.sql.Statements;
import studio.atelier.backend.data.syntax.QueryString;
import tools.jackson.databind.json.JsonMapper;

/// Calls functions. Source: wire reference 3.8.
final class Calls {

    private final Runner runner;
    private final Reads reads;
    private final DataSettings settings;
    private final Payloads payloads;
    private final JsonMapper json;

    Calls(Runner runner, Reads reads, DataSettings settings, Payloads payloads, JsonMapper json) {
        this.runner = runner;
        this.reads = reads;
        this.settings = settings;
        this.payloads = payloads;
        this.json = json;
    }

    Reply answer(Engine.Matter matter) {
        Asked asked = matter.asked();
        if (asked.method().equals("OPTIONS")) {
            return options(matter);
        }
        if (!asked.reads() && !asked.method().equals("POST")) {
            throw DataProblem.RPC_METHOD.problem("Cannot use the " + asked.method() + " method on RPC", null, null);
        }
        QueryString query = QueryString.parse(asked.query(), asked.reads());
        Invocation call = invocation(matter, query);
        Routine routine = call.routine();
        if (matter.preferences().enforcedMax() != null && !routine.returns().set()) {
            throw DataProblem.MAX_AFFECTED_RPC.problem(
                    "Function must return SETOF or TABLE when max-affected preference is used with handling=strict",
                    null,
                    null);
        }
        Rendering rendering = Rendering.ofFunction(
                matter.accepted(), routine, matter.offer(routine.returns().relation(), query, settings.plan()));
        Node node = node(matter, query, routine);
        if (!asked.head()) {
            node = Window.narrowed(node, asked.reads() ? asked.header("range") : null);
        }
        return run(matter, call, node, rendering);
    }

    private Invocation invocation(Engine.Matter matter, QueryString query) {
        Asked asked = matter.asked();
        CallPlanner planner = new CallPlanner(matter.catalog(), matter.target());
        if (asked.reads()) {
            return planner.byTexts(query.arguments());
        }
        String contentType = asked.header("content-type");
        String type = contentType == null
                ? MediaType.JSON
                : MediaType.parse(contentType).name();
        String body = new String(asked.body(), UTF_8);
        return switch (type) {
            case MediaType.TEXT -> planner.byBody("text", body);
            case MediaType.XML -> planner.byBody("xml", body);
            case MediaType.BYTES ->
                planner.byBody("bytea", "\\x" + java.util.HexFormat.of().formatHex(asked.body()));
            case MediaType.FORM -> planner.byTexts(QueryString.form(body));
            default -> byMembers(planner, type, body, query.columns());
        };
    }

    private Invocation byMembers(CallPlanner planner, String type, String body, @Nullable List<String> columns) {
        boolean json = type.equals(MediaType.JSON);
        if (body.isBlank()) {
            return planner.byMembers(Set.of(), "{}", json ? "{}" : null, columns);
        }
        if (planner.onlyBody() && json && !isRecord(body)) {
            return planner.byBody("json", body);
        }
        Payloads.Body read = payloads.read(body.getBytes(UTF_8), type, false);
        String text = read.payload().json();
        String members = read.payload().array() ? first(text) : text;
        return planner.byMembers(read.keys(), members, json ? text : null, columns);
    }

    private static boolean isRecord(String body) {
        String start = body.stripLeading();
        return start.startsWith("{");
    }

    /// Of an array of arguments only the first object counts.
    private String first(String array) {
        var list = json.readTree(array);
        return list.isEmpty() ? "{}" : list.path(0).toString();
    }

    /// The function's rows; a plain value is a row with one column.
    private Node node(Engine.Matter matter, QueryString query, Routine routine) {
        Routine.Returns returns = routine.returns();
        Relation relation = returns.relation() == null
                ? null
                : matter.catalog().relation(returns.relation()).orElse(null);
        QueryString asked = returns.kind() == Kind.COMPOSITE ? query : CallPlanner.ofValues(query);
        return reads.planner(matter)
                .plan(asked, relation == null ? routine.name() : relation.name(), relation, new Node.Source(true));
    }

    private Reply run(Engine.Matter matter, Invocation call, Node node, Rendering rendering) {
        Asked asked = matter.asked();
        Preferences preferences = matter.preferences();
        Routine routine = call.routine();
        boolean empty = routine.returns().kind() == Kind.VOID || (asked.head() && !rendering.single());
        Form form = empty || minimal(preferences) ? Form.of(Shape.NONE) : rendering.form();
        boolean counted = preferences.counted() && routine.returns().set();
        Query statement = Statements.call(call, node, form, counted);
        Runner.Scope scope = matter.scope(asked.reads() || routine.stable());
        if (rendering.plan() != null) {
            return reads.explained(scope, statement, rendering.plan(), rendering.contentType());
        }
        boolean undone = preferences.is("tx", "rollback");
        boolean single = rendering.single() && routine.returns().set();
        boolean conditional = undone || single || preferences.enforcedMax() != null;
        Gotten gotten = runner.run(scope, statement, conditional, outcome -> {
            check(preferences, rendering, outcome, single);
            return !undone;
        });
        return OwnAnswer.apply(gotten, reply(matter, routine, node, rendering, gotten), json);
    }

    private static boolean minimal(Preferences preferences) {
        return preferences.is("return", "minimal");
    }

    private static void check(Preferences preferences, Rendering rendering, Gotten gotten, boolean single) {
        if (single) {
            Reads.checkSingle(rendering, gotten);
        }
        Long most = preferences.enforcedMax();
        if (most != null && gotten.rows() > most) {
            throw DataProblem.MAX_AFFECTED.problem(
                    "Query result exceeds max-affected preference constraint",
                    "The query affects " + gotten.rows() + " rows",
                    null);
        }
    }

    private static Reply reply(Engine.Matter matter, Routine routine, Node node, Rendering rendering, Gotten gotten) {
        Preferences preferences = matter.preferences();
        String applied = preferences.applied(Set.of("return", "count", "tx", "handling", "max-affected"));
        if (routine.returns().kind() == Kind.VOID || minimal(preferences)) {
            return Reply.empty(204).with("Preference-Applied", applied);
        }
        long rows = routine.returns().set() ? gotten.rows() : 1;
        Long total = routine.returns().set() || !preferences.counted() ? gotten.total() : Long.valueOf(1);
        int status = Window.status(node.offset(), rows, total);
        return Reply.of(
                        status,
                        matter.asked().head() ? new byte[0] : body(rendering, gotten),
                        new Reply.Header("Content-Type", rendering.contentType()),
                        new Reply.Header("Content-Range", Window.contentRange(node.offset(), rows, total)))
                .with("Preference-Applied", applied);
    }

    private static byte[] body(Rendering rendering, Gotten gotten) {
        return rendering.form().shape() == Shape.BYTES
                ? java.util.HexFormat.of().parseHex(new String(gotten.body(), UTF_8))
                : gotten.body();
    }

    private static Reply options(Engine.Matter matter) {
        List<Routine> routines = matter.catalog().routines(matter.target());
        if (routines.isEmpty()) {
            throw new CallPlanner(matter.catalog(), matter.target()).notFound(List.of(), false);
        }
        boolean stable = routines.getFirst().stable();
        return Reply.empty(200, new Reply.Header("Allow", stable ? "OPTIONS,GET,HEAD,POST" : "OPTIONS,POST"));
    }
}

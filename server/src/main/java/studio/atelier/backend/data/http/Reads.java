package studio.atelier.backend.data.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.data.plan.NearNames;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.plan.ReadPlanner;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.sql.Query;
import studio.atelier.backend.data.sql.Statements;
import studio.atelier.backend.data.syntax.QueryString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads rows of a table or view.
final class Reads {

    private final Runner runner;
    private final DataSettings settings;
    private final JsonMapper json;
    private final Plans plans = new Plans();

    Reads(Runner runner, DataSettings settings, JsonMapper json) {
        this.runner = runner;
        this.settings = settings;
        this.json = json;
    }

    Reply answer(Engine.Matter matter) {
        Plans.Read read = plans.get(
                matter.catalog(), Plans.Wish.of(matter, countMax(matter.preferences())), wish -> plan(matter, wish));
        Rendering rendering = read.rendering();
        Runner.Scope scope = matter.scope(true);
        if (rendering.plan() != null) {
            return explained(scope, read.statement(), rendering.plan(), rendering.contentType());
        }
        Gotten gotten = runner.run(scope, read.statement());
        Reply reply = rows(matter, rendering, read.node(), gotten, total(scope, read.node(), gotten));
        return OwnAnswer.apply(gotten, reply.with("Content-Location", read.location()), json);
    }

    private Plans.Read plan(Engine.Matter matter, Plans.Wish wish) {
        QueryString query = QueryString.parse(wish.query(), false);
        Relation relation = relation(matter);
        Node whole = planner(matter).plan(query, relation.name(), relation, new Node.Table(relation.name()));
        Node node = wish.head() ? whole : Window.narrowed(whole, wish.range());
        Rendering rendering = Rendering.ofRows(wish.accepted(), matter.offer(relation.name(), query, settings.plan()));
        Rendering shown = wish.head() && !rendering.single() ? rendering.withoutBody() : rendering;
        return new Plans.Read(
                node,
                rendering,
                Statements.read(node, shown.form(), wish.countMax()),
                "/" + matter.asked().path().substring(1)
                        + (query.canonical().isEmpty() ? "" : "?" + query.canonical()));
    }

    Reply explained(Runner.Scope scope, Query statement, String options, String contentType) {
        String plan = runner.explain(scope, Statements.explained(statement, options), false);
        return Reply.of(
                200,
                plan.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                new Reply.Header("Content-Type", contentType));
    }

    /// An answer with rows, whoever read them.
    static Reply rows(Engine.Matter matter, Rendering rendering, Node node, Gotten gotten, @Nullable Long total) {
        checkSingle(rendering, gotten);
        int status = Window.status(node.offset(), gotten.rows(), total);
        return Reply.of(
                        status,
                        matter.asked().head() ? new byte[0] : gotten.body(),
                        new Reply.Header("Content-Type", rendering.contentType()),
                        new Reply.Header("Content-Range", Window.contentRange(node.offset(), gotten.rows(), total)))
                .with("Preference-Applied", matter.preferences().applied(Set.of("count", "handling", "tx")));
    }

    /// @throws studio.atelier.platform.problem.ProblemException `data.not_singular`
    static void checkSingle(Rendering rendering, Gotten gotten) {
        if (rendering.single() && gotten.rows() != 1) {
            throw DataProblem.NOT_SINGULAR.problem(
                    "Cannot coerce the result to a single JSON object",
                    "The result contains " + gotten.rows() + " rows",
                    null);
        }
    }

    /// An estimate is only worth its while where there is more than an answer may hold.
    private long countMax(Preferences preferences) {
        if (preferences.is("count", "exact")) {
            return Long.MAX_VALUE;
        }
        return preferences.is("count", "estimated") ? settings.rowsMax() + 1 : 0;
    }

    private @Nullable Long total(Runner.Scope scope, Node node, Gotten gotten) {
        Preferences preferences = scope.preferences();
        Long counted = gotten.total();
        boolean known = !preferences.is("count", "planned") && (counted == null || counted <= settings.rowsMax());
        if (!preferences.counted() || preferences.is("count", "exact") || known) {
            return counted;
        }
        JsonNode plan = json.readTree(runner.explain(scope, Statements.countedRows(node), true));
        long estimate = plan.path(0).path("Plan").path("Plan Rows").asLong(0);
        return Math.max(estimate, counted == null ? node.offset() + gotten.rows() : counted);
    }

    Reply options(Engine.Matter matter) {
        Relation relation = relation(matter);
        String allow = "OPTIONS,GET,HEAD"
                + (relation.insertable() ? ",POST" : "")
                + (relation.insertable()
                                && relation.updatable()
                                && !relation.primaryKey().isEmpty()
                        ? ",PUT"
                        : "")
                + (relation.updatable() ? ",PATCH" : "")
                + (relation.deletable() ? ",DELETE" : "");
        return Reply.empty(200, new Reply.Header("Allow", allow));
    }

    ReadPlanner planner(Engine.Matter matter) {
        return new ReadPlanner(matter.catalog(), matter.schema(), settings.aggregates(), settings.rowsMax());
    }

    static Relation relation(Engine.Matter matter) {
        Name name = matter.target();
        return matter.catalog().relation(name).orElseThrow(() -> {
            List<String> names = matter.catalog().of(name.schema()).stream()
                    .map(relation -> relation.name().name())
                    .toList();
            String hint = NearNames.nearest(name.name(), names, NearNames.NAME_ALIKE_MIN)
                    .map(near -> "Perhaps you meant the table '" + name.schema() + "." + near + "'")
                    .orElse(null);
            return DataProblem.NO_TABLE.problem(
                    "Could not find the table '" + name + "' in the schema cache", null, hint);
        });
    }
}

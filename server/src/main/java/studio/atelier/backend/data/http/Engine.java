package studio.atelier.backend.data.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Schema;
import studio.atelier.backend.data.syntax.QueryString;
import studio.atelier.backend.data.syntax.Select;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.problem.ProblemException;

/// Answers requests: finds out what is addressed and hands over to who reads, writes or calls. Thread-safe.
final class Engine {

    private static final Set<ProblemCode> MISSES =
            Set.of(DataProblem.NO_TABLE, DataProblem.NO_COLUMN, DataProblem.NO_FUNCTION, DataProblem.NO_RELATIONSHIP);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS");

    private final Schema schema;
    private final DataSettings settings;
    private final Reads reads;
    private final Writes writes;
    private final Calls calls;
    private final OpenApi openApi;

    Engine(Schema schema, DataSettings settings, Reads reads, Writes writes, Calls calls, OpenApi openApi) {
        this.schema = schema;
        this.settings = settings;
        this.reads = reads;
        this.writes = writes;
        this.calls = calls;
        this.openApi = openApi;
    }

    /// What a request is about.
    ///
    /// @param target table or function, in the schema of the request
    record Matter(Asked asked, Catalog catalog, Name target, Preferences preferences, List<MediaType> accepted) {

        String schema() {
            return target.schema();
        }

        Rendering.Offer offer(@Nullable Name relation, QueryString query, boolean plans) {
            boolean whole = query.select().equals(List.of(Select.Column.ALL));
            return new Rendering.Offer(catalog, relation, whole, plans);
        }

        Runner.Scope scope(boolean readOnly) {
            return new Runner.Scope(asked, catalog, schema(), readOnly, preferences);
        }
    }

    Reply answer(Asked asked) {
        if (!METHODS.contains(asked.method())) {
            throw DataProblem.METHOD.problem("Unsupported HTTP method: " + asked.method(), null, null);
        }
        String exposed = exposed(asked);
        Catalog catalog = schema.current();
        Reply reply;
        try {
            reply = answer(asked, catalog, exposed);
        } catch (ProblemException refusal) {
            Catalog fresh = MISSES.contains(refusal.problem().code()) ? schema.newerThan(catalog) : null;
            if (fresh == null) {
                throw refusal;
            }
            reply = answer(asked, fresh, exposed);
        }
        return settings.schemas().size() > 1 ? reply.with("Content-Profile", exposed) : reply;
    }

    private Reply answer(Asked asked, Catalog catalog, String exposed) {
        List<String> segments = List.of(asked.path().substring(1).split("/", -1));
        Preferences said = Preferences.parse(asked.headers().getOrDefault("prefer", List.of()));
        Preferences preferences = settings.txOverride() ? said : said.withoutEnd();
        List<MediaType> accepted = MediaType.accepted(asked.header("accept"));
        String first = segments.getFirst();
        if (segments.size() == 1 && first.isEmpty()) {
            return openApi.answer(new Matter(asked, catalog, new Name(exposed, ""), preferences, accepted));
        }
        if (segments.size() == 2 && first.equals("rpc") && !segments.getLast().isEmpty()) {
            Name function = new Name(exposed, segments.getLast());
            return calls.answer(new Matter(asked, catalog, function, preferences, accepted));
        }
        if (segments.size() != 1) {
            throw DataProblem.PATH.problem("Invalid path specified in request URL", null, null);
        }
        Matter matter = new Matter(asked, catalog, new Name(exposed, first), preferences, accepted);
        return switch (asked.method()) {
            case "GET", "HEAD" -> reads.answer(matter);
            case "OPTIONS" -> reads.options(matter);
            default -> writes.answer(matter);
        };
    }

    private String exposed(Asked asked) {
        boolean reads = asked.reads() || asked.method().equals("OPTIONS");
        @Nullable String named = asked.header(reads ? "accept-profile" : "content-profile");
        if (named == null || named.isEmpty()) {
            return settings.schemas().getFirst();
        }
        if (!settings.schemas().contains(named)) {
            throw DataProblem.SCHEMA.problem(
                    "Invalid schema: " + named,
                    null,
                    "Only the following schemas are exposed: " + String.join(", ", settings.schemas()));
        }
        return named;
    }
}

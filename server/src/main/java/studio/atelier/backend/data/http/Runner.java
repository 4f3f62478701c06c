package studio.atelier.backend.data.http;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.sql.Query;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.OneTrip;
import studio.atelier.platform.database.OneTrip.Kept;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;

/// Runs statements as the caller, with the settings that functions and policies read. Source: wire
/// reference 3.10.
final class Runner {

    /// Headers are handed to functions up to this many characters.
    private static final int HEADERS_LENGTH_MAX = 16_000;

    private final Transactions transactions;
    private final DataSettings settings;
    private final JsonMapper json;

    /// By exposed schema, of which there are a few.
    private final Map<String, String> searchPaths = new ConcurrentHashMap<>();

    Runner(Transactions transactions, DataSettings settings, JsonMapper json) {
        this.transactions = transactions;
        this.settings = settings;
        this.json = json;
    }

    /// Looks at an outcome and says whether it stays; throws to undo it with a refusal.
    @FunctionalInterface
    interface Check {

        boolean keeps(Gotten gotten);
    }

    /// @param schema      of the request, first in the search path
    /// @param readOnly    whether the database refuses writes
    /// @param preferences for the time zone
    record Scope(Asked asked, Catalog catalog, String schema, boolean readOnly, Preferences preferences) {}

    /// One that stays when it succeeds.
    Gotten run(Scope scope, Query query) {
        return run(scope, query, false, _ -> true);
    }

    /// One that may be undone when its outcome is known.
    Gotten run(Scope scope, Query query, boolean conditional, Check check) {
        return send(scope, query, conditional, rows -> {
            rows.next();
            byte[] body = rows.getBytes(1);
            long total = rows.getLong(3);
            boolean uncounted = rows.wasNull();
            Gotten gotten = new Gotten(
                    body == null ? new byte[0] : body,
                    rows.getLong(2),
                    uncounted ? null : Long.valueOf(total),
                    rows.getString(4),
                    rows.getString(5),
                    rows.getLong(6));
            return new Kept<>(gotten, !conditional || check.keeps(gotten));
        });
    }

    /// The lines of an explained statement.
    String explain(Scope scope, Query query, boolean keep) {
        return send(scope, query, true, rows -> {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                text.append(text.isEmpty() ? "" : "\n").append(rows.getString(1));
            }
            return new Kept<>(text.toString(), keep);
        });
    }

    private <T> T send(Scope scope, Query query, boolean conditional, OneTrip.Reading<T> reading) {
        Actor actor = scope.asked().actor();
        try {
            return transactions.atOnce(
                    new OneTrip(
                            actor,
                            requestSettings(scope),
                            preRequest(),
                            query.text(),
                            query.values(),
                            query.typed(),
                            conditional),
                    reading);
        } catch (SQLException failure) {
            throw refusal(failure, actor);
        }
    }

    private @Nullable String preRequest() {
        String name = settings.preRequest();
        return name == null
                ? null
                : Stream.of(name.split("\\.", -1))
                        .map(part -> "\"" + part + "\"")
                        .collect(Collectors.joining(".", "select ", "()"));
    }

    private static ProblemException refusal(SQLException failure, Actor actor) {
        return DatabaseRefusal.of(failure, actor.role() != Actor.Role.ANON);
    }

    private Map<String, String> requestSettings(Scope scope) {
        Asked asked = scope.asked();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("search_path", searchPath(scope.schema()));
        all.put("statement_timeout", Long.toString(timeout(scope).toMillis()));
        all.put("transaction_read_only", scope.readOnly() ? "on" : "off");
        String zone = scope.preferences().timeZone();
        all.put("timezone", zone == null ? "UTC" : zone);
        all.put("request.method", asked.method());
        all.put("request.path", asked.path());
        all.put("request.headers", headers(asked));
        all.put("request.cookies", asked.cookies());
        return all;
    }

    private String searchPath(String schema) {
        return searchPaths.computeIfAbsent(schema, this::searchPathOf);
    }

    private String searchPathOf(String schema) {
        return Stream.concat(Stream.of(schema), settings.searchPath().stream())
                .distinct()
                .map(name -> "\"" + name.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(", "));
    }

    private Duration timeout(Scope scope) {
        Actor.Role role = scope.asked().actor().role();
        Duration own = scope.catalog().timeouts().get(role.sql());
        if (own != null) {
            return own;
        }
        return switch (role) {
            case ANON -> settings.anonLimit();
            case AUTHENTICATED -> settings.personLimit();
            case SERVICE -> settings.serviceLimit();
        };
    }

    private String headers(Asked asked) {
        Map<String, String> first = new LinkedHashMap<>();
        int length = 0;
        for (var header : asked.headers().entrySet()) {
            List<String> values = header.getValue();
            if (!header.getKey().equals("cookie") && !values.isEmpty()) {
                String value = String.join(", ", values);
                length += value.length();
                if (length <= HEADERS_LENGTH_MAX) {
                    first.put(header.getKey(), value);
                }
            }
        }
        return json.writeValueAsString(first);
    }
}

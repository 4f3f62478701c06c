package studio.atelier.backend.data;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.SettingsReader;

/// @param schemas     exposed schemas, the first is the default
/// @param searchPath  schemas that statements of a request find after its own
/// @param preRequest  function that runs before each request, `schema.name`; null for none
/// @param aggregates  whether sum(), avg(), count(), max(), min() may be selected
/// @param plan        whether the execution plan may be asked for
/// @param txOverride  whether `Prefer: tx=rollback` is honoured
/// @param rowsMax     most rows of an answer and of each embedded level
/// @param anonLimit   longest a statement of somebody not signed in may run
/// @param personLimit longest a statement of a signed-in person may run
/// @param serviceLimit longest a statement with the service key may run
public record DataSettings(
        List<String> schemas,
        List<String> searchPath,
        @Nullable String preRequest,
        boolean aggregates,
        boolean plan,
        boolean txOverride,
        long rowsMax,
        Duration anonLimit,
        Duration personLimit,
        Duration serviceLimit) {

    /// Any name PostgreSQL takes, without the comma that separates names.
    private static final Pattern SCHEMA = Pattern.compile("[^,\\p{Cntrl}]{1,63}");
    private static final Pattern FUNCTION =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_$]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_$]{0,62}");
    private static final List<String> NEVER =
            List.of("atelier", "auth", "storage", "realtime", "extensions", "pg_catalog", "information_schema");

    public DataSettings {
        schemas = schemas.isEmpty() ? List.of("public") : List.copyOf(schemas);
        searchPath = searchPath.isEmpty() ? List.of("public", "extensions") : List.copyOf(searchPath);
    }

    public static DataSettings read(SettingsReader settings) {
        List<String> schemas = settings.list(
                "ATELIER_DATA_SCHEMAS",
                "schema",
                DataSettings::schema,
                "Schemas the data API serves, the default first; public where none is named.");
        List<String> searchPath = settings.list(
                "ATELIER_DATA_SEARCH_PATH",
                "schema",
                DataSettings::schemaName,
                "Schemas that statements of the data API find after the one of the request; public and extensions where"
                        + " none is named.");
        return new DataSettings(
                schemas,
                searchPath,
                preRequest(settings),
                settings.flag("ATELIER_DATA_AGGREGATES", false, "Allow sum(), avg(), count(), max(), min() in select."),
                settings.flag("ATELIER_DATA_PLAN", false, "Show the execution plan to who asks for it."),
                txOverride(settings),
                settings.whole(
                        "ATELIER_DATA_MAX_ROWS",
                        1_000,
                        1,
                        1_000_000,
                        "Most rows of an answer of the data API, and of each embedded level."),
                settings.duration(
                        "ATELIER_DATA_ANON_TIMEOUT",
                        Duration.ofSeconds(3),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10),
                        "Longest a statement of the data API may run for somebody not signed in."),
                settings.duration(
                        "ATELIER_DATA_USER_TIMEOUT",
                        Duration.ofSeconds(8),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10),
                        "Longest a statement of the data API may run for a signed-in person."),
                settings.duration(
                        "ATELIER_DATA_SERVICE_TIMEOUT",
                        Duration.ofSeconds(30),
                        Duration.ofMillis(100),
                        Duration.ofHours(1),
                        "Longest a statement of the data API may run with the service key."));
    }

    private static boolean txOverride(SettingsReader settings) {
        String end = settings.text(
                "ATELIER_DATA_TX_END",
                "commit",
                "How a request of the data API ends: commit, or commit-allow-override, which honours Prefer: tx=rollback.");
        if (!end.equals("commit") && !end.equals("commit-allow-override")) {
            settings.fault("ATELIER_DATA_TX_END", "takes commit or commit-allow-override");
        }
        return end.equals("commit-allow-override");
    }

    private static @Nullable String preRequest(SettingsReader settings) {
        String name = settings.text(
                "ATELIER_DATA_PRE_REQUEST",
                "",
                "Function that runs before each request of the data API, in its transaction, such as public.check_request.");
        if (name.isEmpty()) {
            return null;
        }
        if (!FUNCTION.matcher(name).matches()) {
            settings.fault("ATELIER_DATA_PRE_REQUEST", "takes a function's name, with its schema before a dot");
        }
        return name;
    }

    private static String schemaName(String name) {
        if (!SCHEMA.matcher(name).matches()) {
            throw new IllegalArgumentException(name + " is not a schema's name");
        }
        return name;
    }

    private static String schema(String name) {
        schemaName(name);
        if (NEVER.contains(name)) {
            throw new IllegalArgumentException(name + " is never exposed");
        }
        return name;
    }
}

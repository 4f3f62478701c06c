package studio.atelier.backend.data.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;

/// What the header `Prefer` asks for. The first value of a kind wins. Source: wire reference 3.5.
///
/// @param values      by kind: `return`, `count`, `resolution`, `missing`, `tx`, `handling`
/// @param timeZone    of the answer's times; null when not said
/// @param maxAffected most rows a strict write may touch; null when not said
record Preferences(
        Map<String, String> values,
        @Nullable String timeZone,
        @Nullable Long maxAffected) {

    private static final Map<String, Set<String>> KNOWN = Map.of(
            "return", Set.of("minimal", "headers-only", "representation"),
            "count", Set.of("exact", "planned", "estimated"),
            "resolution", Set.of("merge-duplicates", "ignore-duplicates"),
            "missing", Set.of("default", "null"),
            "tx", Set.of("commit", "rollback"),
            "handling", Set.of("strict", "lenient"));

    /// Which zones there are, the database knows.
    private static final int ZONE_LENGTH_MAX = 100;

    /// Longest header that is read.
    private static final int LENGTH_MAX = 1_000;

    Preferences {
        values = Map.copyOf(values);
    }

    /// @param headers every `Prefer` of the request
    /// @throws studio.atelier.platform.problem.ProblemException `data.preferences` for unknown ones with
    ///     `handling=strict`
    static Preferences parse(List<String> headers) {
        Map<String, String> values = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        String zone = null;
        Long most = null;
        for (String header : headers) {
            for (String part : header.length() > LENGTH_MAX ? new String[0] : header.split(",", -1)) {
                String preference = part.strip();
                int equals = preference.indexOf('=');
                String kind = equals < 0
                        ? preference
                        : preference.substring(0, equals).strip();
                String value =
                        equals < 0 ? "" : preference.substring(equals + 1).strip();
                if (KNOWN.getOrDefault(kind, Set.of()).contains(value)) {
                    values.putIfAbsent(kind, value);
                } else if (kind.equals("timezone") && value.length() <= ZONE_LENGTH_MAX) {
                    zone = zone == null ? value : zone;
                } else if (kind.equals("max-affected") && value.matches("[0-9]{1,18}")) {
                    most = most == null ? Long.valueOf(value) : most;
                } else if (!preference.isEmpty()) {
                    unknown.add(preference);
                }
            }
        }
        if (!unknown.isEmpty() && "strict".equals(values.get("handling"))) {
            throw DataProblem.PREFERENCES.problem(
                    "Invalid preferences given with handling=strict",
                    "Invalid preferences: " + String.join(", ", unknown),
                    null);
        }
        return new Preferences(values, zone, most);
    }

    boolean is(String kind, String value) {
        return value.equals(values.get(kind));
    }

    boolean representation() {
        return is("return", "representation");
    }

    /// Without a wish for the end of the transaction, where that is not the caller's to say.
    Preferences withoutEnd() {
        Map<String, String> others = new HashMap<>(values);
        others.remove("tx");
        return new Preferences(others, timeZone, maxAffected);
    }

    boolean counted() {
        return values.containsKey("count");
    }

    /// Rows a write may touch; null for any number.
    @Nullable
    Long enforcedMax() {
        return is("handling", "strict") ? maxAffected : null;
    }

    /// `Preference-Applied`; null when nothing was applied.
    ///
    /// @param kinds that had an effect on this kind of request
    @Nullable
    String applied(Set<String> kinds) {
        List<String> applied = new ArrayList<>();
        for (String kind : List.of("resolution", "missing", "return", "count", "tx", "handling")) {
            String value = values.get(kind);
            if (value != null && kinds.contains(kind)) {
                applied.add(kind + "=" + value);
            }
        }
        if (timeZone != null) {
            applied.add("timezone=" + timeZone);
        }
        if (maxAffected != null && is("handling", "strict") && kinds.contains("max-affected")) {
            applied.add("max-affected=" + maxAffected);
        }
        return applied.isEmpty() ? null : String.join(", ", applied);
    }
}

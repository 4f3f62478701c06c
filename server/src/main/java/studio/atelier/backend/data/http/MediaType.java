package studio.atelier.backend.data.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One media type of `Accept` or `Content-Type`.
///
/// @param name       such as `text/csv`, in lower case
/// @param parameters such as `nulls`, names in lower case
record MediaType(String name, Map<String, String> parameters) {

    static final String JSON = "application/json";
    static final String OBJECT = "application/vnd.pgrst.object+json";
    static final String ARRAY = "application/vnd.pgrst.array+json";
    static final String GEOJSON = "application/geo+json";
    static final String CSV = "text/csv";
    static final String PLAN = "application/vnd.pgrst.plan";
    static final String OPENAPI = "application/openapi+json";
    static final String FORM = "application/x-www-form-urlencoded";
    static final String BYTES = "application/octet-stream";
    static final String TEXT = "text/plain";
    static final String XML = "text/xml";

    /// More are not looked at.
    private static final int ACCEPTED_MAX = 20;

    static MediaType parse(String text) {
        List<String> parts = split(text, ';');
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        unquoted(part.substring(equals + 1).strip()));
            }
        }
        String name = parts.getFirst().strip().toLowerCase(Locale.ROOT);
        return new MediaType(
                name.equals("application/vnd.pgrst.object")
                        ? OBJECT
                        : name.equals("application/vnd.pgrst.array") ? ARRAY : name,
                parameters);
    }

    /// Best first. Anything where nothing is said.
    static List<MediaType> accepted(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return List.of(new MediaType("*/*", Map.of()));
        }
        List<MediaType> types = new ArrayList<>();
        for (String part : split(header, ',')) {
            if (!part.isBlank() && types.size() < ACCEPTED_MAX) {
                types.add(parse(part));
            }
        }
        types.sort(Comparator.comparingDouble((MediaType type) -> -type.weight()));
        return types;
    }

    private double weight() {
        String q = parameters.getOrDefault("q", "1");
        return q.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(q) : 1;
    }

    boolean anything() {
        return name.equals("*/*") || name.equals("application/*");
    }

    boolean stripsNulls() {
        return "stripped".equals(parameters.get("nulls"));
    }

    /// Splits where the separator does not stand in quotes.
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            quoted ^= c == '"';
            if (c == separator && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}

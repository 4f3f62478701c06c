package studio.atelier.surfaces.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The query of a request, as it is signed.
///
/// @param pairs decoded, in the order they were sent
record Query(List<Pair> pairs) {

    private static final int PAIRS_MAX = 100;
    private static final String PLAIN = "-_.~";

    Query {
        pairs = List.copyOf(pairs);
    }

    record Pair(String name, String value) {}

    /// @throws studio.atelier.platform.problem.ProblemException `s3.invalid_argument`
    static Query parse(@Nullable String query) {
        List<Pair> pairs = new ArrayList<>();
        for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            pairs.add(
                    equals < 0
                            ? new Pair(decoded(part), "")
                            : new Pair(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1))));
            if (pairs.size() > PAIRS_MAX) {
                throw S3Problem.INVALID_ARGUMENT.problem("The query has too many parameters");
            }
        }
        return new Query(pairs);
    }

    /// @throws studio.atelier.platform.problem.ProblemException `s3.invalid_argument`
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException _) {
            throw S3Problem.INVALID_ARGUMENT.problem("The address cannot be decoded");
        }
    }

    boolean has(String name) {
        return first(name) != null;
    }

    @Nullable
    String first(String name) {
        return pairs.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .findFirst()
                .orElse(null);
    }

    String text(String name, String otherwise) {
        String value = first(name);
        return value == null ? otherwise : value;
    }

    /// @throws studio.atelier.platform.problem.ProblemException `s3.invalid_argument`
    int number(String name, int otherwise, int min, int max) {
        String value = first(name);
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < min) {
            throw S3Problem.INVALID_ARGUMENT.problem(name + " is a whole number of at least " + min);
        }
        return Math.min(Integer.parseInt(value), max);
    }

    /// Sorted and encoded as it is signed.
    ///
    /// @param without a parameter that is not signed; empty for none
    String canonical(String without) {
        return pairs.stream()
                .filter(pair -> !pair.name().equals(without))
                .map(pair -> new Pair(encoded(pair.name(), false), encoded(pair.value(), false)))
                .sorted(Comparator.comparing(Pair::name).thenComparing(Pair::value))
                .map(pair -> pair.name() + "=" + pair.value())
                .collect(Collectors.joining("&"));
    }

    /// @param path as the client sent it
    static String encodedPath(String path) {
        return encoded(decoded(path), true);
    }

    /// As Amazon encodes: all but letters, digits and `-_.~`.
    static String encoded(String text, boolean path) {
        StringBuilder out = new StringBuilder();
        for (byte each : text.getBytes(UTF_8)) {
            char c = (char) (each & 0xff);
            boolean letter = c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            boolean plain = letter || (path && c == '/');
            if (plain) {
                out.append(c);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}

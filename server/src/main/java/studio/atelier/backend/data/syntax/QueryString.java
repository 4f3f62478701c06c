package studio.atelier.backend.data.syntax;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;

/// The query string as a tree, before anything is known of the schema.
///
/// @param select     what is wanted; `*` where nothing is said
/// @param filters    conditions with the resource they hold for
/// @param orders     with the resource they hold for
/// @param windows    limits and offsets with the resource they hold for
/// @param columns    of a write; null where nothing is said
/// @param onConflict columns of a unique constraint; empty where nothing is said
/// @param arguments  of a function: parameters that are no filters
/// @param canonical  the parameters sorted by name, for `Content-Location`
public record QueryString(
        List<Select> select,
        List<At<Condition>> filters,
        List<At<List<Order>>> orders,
        List<At<Window>> windows,
        @Nullable List<String> columns,
        List<String> onConflict,
        List<Parameter> arguments,
        String canonical) {

    /// Longest query string, in characters after decoding.
    public static final int LENGTH_MAX = 30_000;

    /// Most parameters of a query string.
    public static final int PARAMETERS_MAX = 500;

    private static final Set<String> RESERVED = Set.of("select", "columns", "on_conflict", "apikey");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    /// @param path names of the embedded resources down to the one that is meant; empty for the top
    public record At<T>(List<String> path, T what) {}

    /// @param limit  null when not said
    /// @param offset null when not said
    public record Window(@Nullable Long limit, @Nullable Long offset) {}

    public record Parameter(String name, String value) {}

    /// @param raw       as it stands in the address; null for none
    /// @param arguments whether parameters that are no filters are a function's arguments
    /// @throws studio.atelier.platform.problem.ProblemException `data.query_malformed`
    public static QueryString parse(@Nullable String raw, boolean arguments) {
        List<Parameter> parameters = split(raw == null ? "" : raw);
        return new Reading(arguments).read(parameters);
    }

    /// The parameters of a form, which is written like a query string.
    public static List<Parameter> form(String body) {
        return split(body);
    }

    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private static List<Parameter> split(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        if (raw.length() > LENGTH_MAX * 3) {
            throw tooLong();
        }
        int length = 0;
        for (String part : raw.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = decode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode(part.substring(equals + 1));
            length += name.length() + value.length();
            parameters.add(new Parameter(name, value));
            if (length > LENGTH_MAX || parameters.size() > PARAMETERS_MAX) {
                throw tooLong();
            }
        }
        return parameters;
    }

    private static RuntimeException tooLong() {
        return DataProblem.TOO_COMPLEX.problem(
                "the query string is longer than " + LENGTH_MAX + " characters or has more than " + PARAMETERS_MAX
                        + " parameters",
                null,
                null);
    }

    private static String decode(String text) {
        // A percent sign that begins no code stands for itself: `like.%a%` is written by hand all the time.
        if (text.indexOf('%') < 0) {
            return text.indexOf('+') < 0 ? text : text.replace('+', ' ');
        }
        return URLDecoder.decode(LONE_PERCENT.matcher(text).replaceAll("%25"), StandardCharsets.UTF_8);
    }

    /// The parameters as they are read.
    private static final class Reading {

        private final boolean forFunction;
        private List<Select> select = List.of(Select.Column.ALL);
        private final List<At<Condition>> filters = new ArrayList<>();
        private final List<At<List<Order>>> orders = new ArrayList<>();
        private final List<At<Window>> windows = new ArrayList<>();
        private @Nullable List<String> columns;
        private List<String> onConflict = List.of();
        private final List<Parameter> arguments = new ArrayList<>();

        Reading(boolean forFunction) {
            this.forFunction = forFunction;
        }

        QueryString read(List<Parameter> parameters) {
            parameters.forEach(this::read);
            String canonical = parameters.stream()
                    .sorted(Comparator.comparing(Parameter::name))
                    .map(parameter -> encode(parameter.name()) + "=" + encode(parameter.value()))
                    .collect(Collectors.joining("&"));
            return new QueryString(select, filters, orders, windows, columns, onConflict, arguments, canonical);
        }

        private static String encode(String text) {
            return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        private void read(Parameter parameter) {
            String value = parameter.value();
            switch (parameter.name()) {
                case "select" -> select = value.isEmpty() ? select : SelectParser.parse(value);
                case "columns" -> columns = OrderParser.names("columns parameter", value);
                case "on_conflict" -> onConflict = OrderParser.names("on_conflict parameter", value);
                default -> {
                    if (!RESERVED.contains(parameter.name())) {
                        readLocated(parameter);
                    }
                }
            }
        }

        private void readLocated(Parameter parameter) {
            String last = parameter.name().substring(parameter.name().lastIndexOf('.') + 1);
            String value = parameter.value();
            switch (last) {
                case "order" -> {
                    if (!value.isEmpty()) {
                        orders.add(new At<>(path(parameter.name(), "order"), OrderParser.order(value)));
                    }
                }
                case "limit" -> windows.add(new At<>(path(parameter.name(), "limit"), new Window(whole(value), null)));
                case "offset" ->
                    windows.add(new At<>(path(parameter.name(), "offset"), new Window(null, whole(value))));
                case "and", "or" -> readTree(parameter);
                default -> readFilter(parameter);
            }
        }

        private void readTree(Parameter parameter) {
            String name = parameter.name();
            boolean any = name.endsWith("or");
            String path = name.substring(0, name.length() - (any ? 2 : 3));
            boolean negated = path.equals("not.") || path.endsWith(".not.");
            String above = negated ? path.substring(0, path.length() - 4) : path;
            if (!parameter.value().isEmpty()) {
                filters.add(new At<>(path(above + "x", "x"), FilterParser.tree(negated, any, parameter.value())));
            }
        }

        private void readFilter(Parameter parameter) {
            var in = new Scanner("tree path", parameter.name());
            if (forFunction && isArgument(parameter)) {
                arguments.add(parameter);
                return;
            }
            List<String> names = new ArrayList<>();
            names.add(in.needName());
            while (in.take('.')) {
                names.add(in.needName());
            }
            Field field = new Field(names.removeLast(), SelectParser.path(in));
            in.end("\".\", \"->\" or end of input");
            filters.add(new At<>(List.copyOf(names), FilterParser.filter(field, parameter.value())));
        }

        private static boolean isArgument(Parameter parameter) {
            return !parameter.name().contains(".")
                    && !parameter.name().contains("->")
                    && !FilterParser.looksLikeFilter(parameter.value());
        }

        private static @Nullable Long whole(String value) {
            return WHOLE.matcher(value).matches() ? Long.valueOf(value) : null;
        }

        /// The names before the last one.
        private static List<String> path(String name, String last) {
            List<String> names = new ArrayList<>();
            var in = new Scanner("tree path", name.substring(0, name.length() - last.length()));
            while (!in.atEnd()) {
                names.add(in.needName());
                in.need('.');
            }
            return names;
        }
    }
}

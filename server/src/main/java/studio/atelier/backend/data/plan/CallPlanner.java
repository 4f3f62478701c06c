package studio.atelier.backend.data.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Routine;
import studio.atelier.backend.data.schema.Routine.Argument;
import studio.atelier.backend.data.sql.Statements;
import studio.atelier.backend.data.syntax.QueryString;
import studio.atelier.backend.data.syntax.QueryString.Parameter;
import studio.atelier.backend.data.syntax.Select;
import studio.atelier.platform.problem.ProblemException;

/// Chooses the overload of a function that the given arguments fit. Source: wire reference 3.8.
public final class CallPlanner {

    private final Catalog catalog;
    private final Name name;
    private final List<Routine> overloads;

    public CallPlanner(Catalog catalog, Name name) {
        this.catalog = catalog;
        this.name = name;
        this.overloads = catalog.routines(name);
    }

    /// Whether only functions that take the body whole have this name.
    public boolean onlyBody() {
        return overloads.stream().anyMatch(routine -> takesBody(routine, "json"));
    }

    /// Arguments of a query string.
    public Invocation byTexts(List<Parameter> parameters) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        parameters.forEach(parameter ->
                values.computeIfAbsent(parameter.name(), _ -> new ArrayList<>()).add(parameter.value()));
        Routine routine = choose(values.keySet(), null, false);
        List<Invocation.Given> given = new ArrayList<>();
        for (Argument argument : routine.arguments()) {
            List<String> texts = values.get(argument.name());
            if (texts != null) {
                String text =
                        argument.variadic() && !alreadyArray(texts) ? Statements.arrayLiteral(texts) : texts.getLast();
                given.add(new Invocation.Given(argument, text));
            }
        }
        return new Invocation(routine, new Invocation.Texts(given));
    }

    private static boolean alreadyArray(List<String> texts) {
        return texts.size() == 1
                && texts.getFirst().startsWith("{")
                && texts.getFirst().endsWith("}");
    }

    /// Arguments of a JSON object.
    ///
    /// @param keys    of the object
    /// @param members the object
    /// @param whole   the body, for a function that takes it whole; null where it is not JSON
    /// @param columns the only keys that count; null for all
    public Invocation byMembers(
            Set<String> keys, String members, @Nullable String whole, @Nullable List<String> columns) {
        Set<String> counted = columns == null ? keys : new LinkedHashSet<>(columns);
        Routine routine = choose(counted, whole == null ? null : "json", whole != null);
        boolean unnamed = routine.arguments().size() == 1
                && routine.arguments().getFirst().name().isEmpty();
        if (whole != null && unnamed && !counted.isEmpty()) {
            return new Invocation(
                    routine, new Invocation.Body(routine.arguments().getFirst(), whole));
        }
        List<Argument> given = routine.arguments().stream()
                .filter(argument -> counted.contains(argument.name()))
                .toList();
        return new Invocation(routine, new Invocation.Members(given, members));
    }

    /// The whole body for the one unnamed parameter.
    ///
    /// @param type `text`, `xml`, `bytea` or `json`
    public Invocation byBody(String type, String body) {
        Routine routine = overloads.stream()
                .filter(each -> takesBody(each, type))
                .findFirst()
                .orElseThrow(() -> notFoundForBody(type));
        return new Invocation(routine, new Invocation.Body(routine.arguments().getFirst(), body));
    }

    private Routine choose(Collection<String> keys, @Nullable String body, boolean posted) {
        List<Routine> fitting =
                overloads.stream().filter(routine -> named(routine, keys)).toList();
        if (fitting.isEmpty() && body != null) {
            fitting = overloads.stream()
                    .filter(routine -> takesBody(routine, body))
                    .toList();
        }
        if (fitting.isEmpty()) {
            throw notFound(List.copyOf(keys), posted);
        }
        if (fitting.size() > 1) {
            throw DataProblem.MANY_FUNCTIONS.problem(
                    "Could not choose the best candidate function between: "
                            + fitting.stream().map(Routine::signature).collect(Collectors.joining(", ")),
                    null,
                    "Try renaming the parameters or the function itself in the database so function overloading can be"
                            + " resolved");
        }
        return fitting.getFirst();
    }

    private static boolean named(Routine routine, Collection<String> keys) {
        return keys.stream().allMatch(key -> routine.argument(key).isPresent())
                && routine.arguments().stream()
                        .allMatch(argument -> !argument.required() || keys.contains(argument.name()));
    }

    private static boolean takesBody(Routine routine, String type) {
        if (routine.arguments().size() != 1
                || !routine.arguments().getFirst().name().isEmpty()) {
            return false;
        }
        String takes = routine.arguments().getFirst().type();
        return takes.equals(type) || (type.equals("json") && takes.equals("jsonb"));
    }

    /// @param posted whether the body could have been taken whole
    public ProblemException notFound(List<String> keys, boolean posted) {
        String listed = keys.isEmpty() ? " without parameters" : "(" + String.join(", ", keys) + ")";
        String with = keys.isEmpty()
                ? " without parameters"
                : " with parameter" + (keys.size() > 1 ? "s " : " ") + String.join(", ", keys);
        return DataProblem.NO_FUNCTION.problem(
                "Could not find the function " + name + listed + " in the schema cache",
                "Searched for the function " + name + with
                        + (posted ? " or with a single unnamed json/jsonb parameter" : "")
                        + ", but no matches were found in the schema cache.",
                hint(keys));
    }

    private ProblemException notFoundForBody(String type) {
        return DataProblem.NO_FUNCTION.problem(
                "Could not find the function " + name + " in the schema cache",
                "Searched for the function " + name + " with a single unnamed " + type
                        + " parameter, but no matches were found in the schema cache.",
                null);
    }

    /// Another overload, or a function with a like name.
    private @Nullable String hint(List<String> keys) {
        String start = "Perhaps you meant to call the function ";
        if (!overloads.isEmpty()) {
            Map<String, Routine> forms = new LinkedHashMap<>();
            overloads.forEach(routine -> forms.put(form(routine), routine));
            String sorted = "(" + keys.stream().sorted().collect(Collectors.joining(", ")) + ")";
            return NearNames.nearest(sorted, forms.keySet(), NearNames.ALIKE_MIN)
                    .map(form -> start + name + form)
                    .orElse(null);
        }
        List<String> names = catalog.routines().keySet().stream()
                .filter(each -> each.schema().equals(name.schema()))
                .map(Name::name)
                .sorted()
                .toList();
        return NearNames.nearest(name.name(), names, NearNames.NAME_ALIKE_MIN)
                .map(near -> start + name.schema() + "." + near)
                .orElse(null);
    }

    private static String form(Routine routine) {
        return routine.arguments().stream().map(Argument::name).sorted().collect(Collectors.joining(", ", "(", ")"));
    }

    /// The same request for rows of one value: nothing can be selected, filtered or ordered by name.
    public static QueryString ofValues(QueryString query) {
        return new QueryString(
                List.of(Select.Column.ALL),
                List.of(),
                List.of(),
                query.windows(),
                null,
                List.of(),
                List.of(),
                query.canonical());
    }
}

package studio.atelier.backend.data.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Routine;
import studio.atelier.backend.data.sql.Form;
import studio.atelier.backend.data.sql.Form.Shape;

/// What the answer looks like, chosen from what the caller accepts. Source: wire reference 3.6.
///
/// @param form        of the body
/// @param contentType of the answer
/// @param plan        options of EXPLAIN where the plan is wanted; null for the rows themselves
record Rendering(Form form, String contentType, @Nullable String plan) {

    private static final String UTF8 = "; charset=utf-8";
    private static final String ANYTHING = "*/*";
    private static final Set<String> TEXTS =
            Set.of(MediaType.JSON, MediaType.GEOJSON, MediaType.CSV, MediaType.TEXT, MediaType.XML);
    private static final Set<String> PLAN_OPTIONS = Set.of("analyze", "verbose", "settings", "buffers", "wal");

    boolean single() {
        return form.shape() == Shape.OBJECT;
    }

    Rendering withoutBody() {
        return new Rendering(Form.of(Shape.NONE), contentType, plan);
    }

    /// What there is to choose from.
    ///
    /// @param relation whose rows they are; null for rows of no relation
    /// @param whole    whether the rows are the relation's own, with all columns and nothing else
    /// @param plans    whether the plan may be seen
    record Offer(Catalog catalog, @Nullable Name relation, boolean whole, boolean plans) {

        private @Nullable Rendering handled(MediaType type) {
            if (whole && relation != null) {
                Name any = catalog.handler(relation, ANYTHING).orElse(null);
                if (any != null) {
                    return new Rendering(Form.of(new Form.Handler(any, relation)), MediaType.BYTES, null);
                }
                Name own = catalog.handler(relation, type.name()).orElse(null);
                if (own != null) {
                    return new Rendering(Form.of(new Form.Handler(own, relation)), content(type.name()), null);
                }
            }
            Name common = catalog.handler(null, type.name()).orElse(null);
            return common == null
                    ? null
                    : new Rendering(Form.of(new Form.Handler(common, null)), content(type.name()), null);
        }
    }

    /// Of rows.
    static Rendering ofRows(List<MediaType> accepted, Offer offer) {
        for (MediaType type : accepted) {
            Rendering handled = offer.handled(type);
            Rendering found =
                    handled == null ? of(type, new Form(Shape.ARRAY, type.stripsNulls()), offer.plans()) : handled;
            if (found != null) {
                return found;
            }
        }
        throw none(accepted);
    }

    /// Of a function's result.
    static Rendering ofFunction(List<MediaType> accepted, Routine routine, Offer offer) {
        Routine.Returns returns = routine.returns();
        if (returns.kind() == Routine.Kind.COMPOSITE && returns.set()) {
            return ofRows(accepted, offer);
        }
        boolean value = returns.kind() != Routine.Kind.COMPOSITE;
        Shape json = value ? (returns.set() ? Shape.VALUES : Shape.VALUE) : Shape.OBJECT;
        for (MediaType type : accepted) {
            Rendering raw = value && !returns.set() ? raw(type, returns.type()) : value ? null : offer.handled(type);
            Rendering found = raw == null ? of(type, new Form(json, type.stripsNulls()), offer.plans()) : raw;
            if (found != null) {
                // One row of a function is an object without being asked to be.
                boolean plain = found.form().shape() == Shape.OBJECT
                        && !found.contentType().startsWith(MediaType.OBJECT);
                return value && found.form().shape() == Shape.OBJECT && !plain
                        ? new Rendering(Form.of(json), found.contentType(), found.plan())
                        : found;
            }
        }
        throw none(accepted);
    }

    /// A scalar as it is: text, XML, bytes, or a domain that is named like its media type.
    private static @Nullable Rendering raw(MediaType type, String returns) {
        String named =
                returns.contains("\"") ? returns.substring(returns.indexOf('"')).replace("\"", "") : "";
        if (named.equals(ANYTHING)) {
            return new Rendering(Form.of(Shape.BYTES), MediaType.BYTES, null);
        }
        if (named.contains("/") && (type.name().equals(named) || type.anything())) {
            boolean text = named.startsWith("text/");
            return new Rendering(Form.of(text ? Shape.TEXT : Shape.BYTES), content(named), null);
        }
        return switch (type.name()) {
            case MediaType.BYTES ->
                returns.equals("bytea") ? new Rendering(Form.of(Shape.BYTES), MediaType.BYTES, null) : null;
            case MediaType.TEXT -> new Rendering(Form.of(Shape.TEXT), MediaType.TEXT + UTF8, null);
            case MediaType.XML ->
                returns.equals("xml") ? new Rendering(Form.of(Shape.TEXT), MediaType.XML + UTF8, null) : null;
            default -> null;
        };
    }

    /// Only types we know are text are said to be UTF-8.
    private static String content(String type) {
        return TEXTS.contains(type) ? type + UTF8 : type;
    }

    private static @Nullable Rendering of(MediaType type, Form usual, boolean plans) {
        if (type.anything() || type.name().equals(MediaType.JSON)) {
            return new Rendering(new Form(usual.shape(), false), MediaType.JSON + UTF8, null);
        }
        String stripped = type.stripsNulls() ? ";nulls=stripped" : "";
        return switch (type.name()) {
            case MediaType.ARRAY ->
                new Rendering(usual, (type.stripsNulls() ? MediaType.ARRAY + stripped : MediaType.JSON) + UTF8, null);
            case MediaType.OBJECT ->
                new Rendering(new Form(Shape.OBJECT, type.stripsNulls()), MediaType.OBJECT + stripped + UTF8, null);
            case MediaType.CSV -> new Rendering(Form.of(Shape.CSV), MediaType.CSV + UTF8, null);
            case MediaType.GEOJSON -> new Rendering(Form.of(Shape.GEOJSON), MediaType.GEOJSON + UTF8, null);
            case MediaType.PLAN, MediaType.PLAN + "+text", MediaType.PLAN + "+json" -> plans ? plan(type, usual) : null;
            default -> null;
        };
    }

    private static Rendering plan(MediaType type, Form usual) {
        boolean json = type.name().endsWith("+json");
        StringBuilder options = new StringBuilder(json ? "format json" : "format text");
        for (String option : type.parameters().getOrDefault("options", "").split("\\|", -1)) {
            if (PLAN_OPTIONS.contains(option)) {
                options.append(", ").append(option);
            }
        }
        MediaType wanted = MediaType.parse(type.parameters().getOrDefault("for", MediaType.JSON));
        Rendering of = of(wanted, usual, false);
        String content = MediaType.PLAN + (json ? "+json" : "+text") + "; for=\"" + wanted.name() + "\"";
        String listed = type.parameters().getOrDefault("options", "");
        return new Rendering(
                of == null ? usual : of.form(),
                content
                        + (listed.isEmpty()
                                ? ""
                                : "; options="
                                        + options.toString()
                                                .replaceFirst("format (json|text)(, )?", "")
                                                .replace(", ", "|"))
                        + UTF8,
                options.toString());
    }

    private static RuntimeException none(List<MediaType> accepted) {
        return DataProblem.MEDIA_TYPE.problem(
                "None of these media types are available: "
                        + String.join(
                                ", ", accepted.stream().map(MediaType::name).toList()),
                null,
                null);
    }
}

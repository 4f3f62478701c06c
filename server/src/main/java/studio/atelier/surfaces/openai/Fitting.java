package studio.atelier.surfaces.openai;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.engine.catalog.Model;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Says a request of the dialect in the words of a model's own parameters. What the model has no word for
/// stays as it is, so that its schema refuses it and says what it takes; the refusal names the caller's word.
/// One request, one thread.
final class Fitting {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,15}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}([.][0-9]{1,12})?");
    private static final Pattern LINES = Pattern.compile("[1-9][0-9]{2,4}x([1-9][0-9]{2,4})");

    private final Model model;
    private final Map<String, JsonNode> parameters;
    private final Map<String, String> said = new HashMap<>();

    Fitting(Model model, Map<String, JsonNode> given) {
        this.model = model;
        this.parameters = new LinkedHashMap<>(given);
    }

    /// A parameter goes by the first of these names that the model has. A number in letters becomes one where
    /// the model wants a number.
    Fitting called(String name, String... others) {
        JsonNode value = parameters.remove(name);
        if (value != null) {
            String known = Arrays.stream(others)
                    .filter(model.parameters()::has)
                    .findFirst()
                    .orElse(name);
            put(name, model.parameters().has(name) ? name : known, value);
        }
        return this;
    }

    private void put(String name, String known, JsonNode value) {
        parameters.put(known, typed(model.parameters().rule(known), value));
        if (!known.equals(name)) {
            said.put(known, name);
        }
    }

    /// Leaves a parameter out where it asks for what every model does anyway and this one has no word for it.
    Fitting without(String name, String usual) {
        JsonNode value = parameters.get(name);
        if (value != null
                && !model.parameters().has(name)
                && (value.isArray() ? value.isEmpty() : value.asString("").equals(usual))) {
            parameters.remove(name);
        }
        return this;
    }

    /// Leaves out what only makes an answer cheaper, where the model has no word for it.
    Fitting withoutHint(String name) {
        if (!model.parameters().has(name)) {
            parameters.remove(name);
        }
        return this;
    }

    /// Every value in letters becomes what the model wants: forms have nothing but letters.
    Fitting ofForm() {
        parameters.replaceAll((name, value) -> typed(model.parameters().rule(name), value));
        return this;
    }

    /// A size in pixels, for models that know formats and classes of size only: the nearest format, and the
    /// class where it is one of the model's.
    Fitting size() {
        JsonNode size = parameters.get("size");
        if (size == null || model.parameters().has("size")) {
            return this;
        }
        String text = size.asString("");
        if (text.equals("auto")) {
            parameters.remove("size");
        } else if (model.parameters().has("aspect_ratio")) {
            AspectRatio.nearest(text, choices(model, "aspect_ratio")).ifPresent(ratio -> {
                parameters.remove("size");
                put("size", "aspect_ratio", JSON.stringNode(ratio));
                lines(text)
                        .filter(choices(model, "resolution")::contains)
                        .ifPresent(lines -> put("size", "resolution", JSON.stringNode(lines)));
            });
        }
        return this;
    }

    /// `720p` for `1280x720` and for `720x1280`.
    private static Optional<String> lines(String size) {
        Matcher pixels = LINES.matcher(size);
        return pixels.matches()
                ? Optional.of(Math.min(
                                Integer.parseInt(size.substring(0, size.indexOf('x'))),
                                Integer.parseInt(pixels.group(1)))
                        + "p")
                : Optional.empty();
    }

    /// The words a parameter takes; none where it takes any.
    static List<String> choices(Model model, String parameter) {
        return model.parameters().rule(parameter).path("enum").values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    /// The name of the parameter that takes a file of some kind.
    ///
    /// @param names those that are known for it, where no parameter says so
    static Optional<String> file(Model model, String kind, String... names) {
        return model.parameters().assets().entrySet().stream()
                .filter(each -> each.getValue().equals(kind))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> Arrays.stream(names).filter(model.parameters()::has).findFirst());
    }

    /// From here on refusals of one name are told under another.
    Fitting saying(String known, String name) {
        said.put(known, name);
        return this;
    }

    Map<String, JsonNode> parameters() {
        return parameters;
    }

    /// Does the work; a refusal names what the caller said.
    <T> T inTheirWords(Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException refusal) {
            Problem problem = refusal.problem();
            var faults = problem.faults().stream().map(this::renamed).toList();
            throw new Problem(problem.code(), problem.detail(), faults, problem.retryAfter(), problem.extra())
                    .exception(refusal);
        }
    }

    private FieldFault renamed(FieldFault fault) {
        String[] steps = fault.pointer().split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            steps[i] = said.getOrDefault(steps[i], steps[i]);
        }
        return new FieldFault(String.join("/", steps), fault.code(), fault.detail());
    }

    private static JsonNode typed(JsonNode rule, JsonNode value) {
        String text = value.asString("");
        if (!value.isString() || takes(rule, "string")) {
            return value;
        }
        if (takes(rule, "integer") && WHOLE.matcher(text).matches()) {
            return JSON.numberNode(Long.parseLong(text));
        }
        if (takes(rule, "number") && NUMBER.matcher(text).matches()) {
            return JSON.numberNode(Double.parseDouble(text));
        }
        return takes(rule, "boolean") && (text.equals("true") || text.equals("false"))
                ? JSON.booleanNode(text.equals("true"))
                : value;
    }

    private static boolean takes(JsonNode rule, String type) {
        JsonNode types = rule.path("type");
        return types.isArray()
                ? types.values().stream().anyMatch(each -> each.asString().equals(type))
                : types.asString("").equals(type);
    }
}

package studio.atelier.surfaces.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.FieldFault;
import tools.jackson.databind.JsonNode;

/// Takes a request of the dialect apart: fields that mean something here are taken, what says who the end
/// user is is dropped, all the rest are parameters of the model, whose schema refuses what it does not
/// know. One request, one thread.
final class RequestReader {

    /// Say who asks, not what is asked.
    private static final Set<String> ABOUT_THE_CALLER = Set.of("user", "safety_identifier", "metadata");

    private final Map<String, JsonNode> rest = new LinkedHashMap<>();
    private final Faults faults = new Faults();

    RequestReader(JsonNode body) {
        if (!body.isObject()) {
            faults.add("", "wrong_type", "Send a JSON object.");
        }
        body.properties().forEach(each -> {
            if (!ABOUT_THE_CALLER.contains(each.getKey()) && !each.getValue().isNull()) {
                rest.put(each.getKey(), each.getValue());
            }
        });
        usualTier();
    }

    Faults faults() {
        return faults;
    }

    @Nullable
    String text(String name) {
        JsonNode value = rest.remove(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            faults.add("/" + name, "wrong_type", "A text belongs here.");
            return null;
        }
        return value.asString();
    }

    /// A text that must be there.
    ///
    /// @return empty after noting the fault
    String required(String name) {
        String text = text(name);
        if ((text == null || text.isBlank()) && faults.found().stream().noneMatch(at(name))) {
            faults.add("/" + name, "required", "This field is required.");
        }
        return text == null ? "" : text;
    }

    private static Predicate<FieldFault> at(String name) {
        return fault -> fault.pointer().equals("/" + name);
    }

    /// One of some words.
    ///
    /// @return the first word where none was given, or a wrong one after noting the fault
    String choice(String name, List<String> words) {
        String given = text(name);
        if (given == null) {
            return words.getFirst();
        }
        if (!words.contains(given)) {
            faults.add("/" + name, "not_allowed", "One of " + String.join(", ", words) + ".");
        }
        return given;
    }

    /// Forms say it in letters.
    boolean flag(String name) {
        JsonNode value = rest.remove(name);
        if (value == null) {
            return false;
        }
        String word = value.asString("");
        if (!word.equals("true") && !word.equals("false")) {
            faults.add("/" + name, "wrong_type", "True or false belongs here.");
        }
        return word.equals("true");
    }

    /// Refuses a field, unless it has a value that asks for nothing: null, false, none, or one of those named.
    void refuse(String name, String sentence, String... harmless) {
        JsonNode value = rest.remove(name);
        boolean nothing = value == null
                || (value.isBoolean() && !value.asBoolean())
                || ((value.isArray() || value.isObject()) && value.isEmpty())
                || List.of(harmless).contains(value.asString(""));
        if (!nothing) {
            faults.add("/" + name, "not_allowed", sentence);
        }
    }

    /// Another tier is another price, which nobody here knows.
    private void usualTier() {
        refuse("service_tier", "Only auto and default are offered here.", "auto", "default");
    }

    /// The project a request belongs to: the header that the official clients have an option for, or a
    /// field of the body.
    @Nullable
    UUID project(@Nullable String header) {
        String field = text("project_id");
        return field == null ? faults.uuid("OpenAI-Project", header) : faults.uuid("/project_id", field);
    }

    @Nullable
    JsonNode take(String name) {
        return rest.remove(name);
    }

    /// @throws studio.atelier.platform.problem.ProblemException with everything that was found
    void check() {
        faults.check(OpenAiProblem.INVALID);
    }

    /// Everything that was not taken.
    Map<String, JsonNode> parameters() {
        return rest;
    }
}

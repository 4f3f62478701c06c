package studio.atelier.surfaces.openai;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// The `input` of an embedding.
final class Texts {

    static final int TEXTS_MAX = 2_048;

    /// What a row shows of a long text.
    private static final int SHOWN_MAX = 2_000;

    private Texts() {}

    /// One text, or a list of texts.
    ///
    /// @return empty after noting a fault
    static List<String> read(@Nullable JsonNode input, Faults faults) {
        if (input == null) {
            faults.add("/input", "required", "This field is required.");
            return List.of();
        }
        if (input.isString()) {
            return one(input, "/input", faults);
        }
        if (!input.isArray() || input.isEmpty() || input.size() > TEXTS_MAX) {
            faults.add("/input", "wrong_type", "Takes a text, or a list of 1 to " + TEXTS_MAX + " texts.");
            return List.of();
        }
        if (input.valueStream().anyMatch(each -> each.isNumber() || each.isArray())) {
            faults.add(
                    "/input",
                    "not_allowed",
                    "Takes a text, or a list of texts; tokens are not taken, because each model counts them its own way.");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            texts.addAll(one(input.get(i), "/input/" + i, faults));
        }
        return texts;
    }

    private static List<String> one(JsonNode text, String pointer, Faults faults) {
        if (!text.isString() || text.asString().isEmpty()) {
            faults.add(pointer, "wrong_type", "A text that is not empty belongs here.");
            return List.of();
        }
        return List.of(text.asString());
    }

    static String shown(String text) {
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
    }
}

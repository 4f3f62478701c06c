package studio.atelier.surfaces.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// The fields of a JSON object, checked as they are read; the words are those that clients of Supabase know.
/// Unknown fields are passed over, as there.
///
/// @param place what the messages call it, such as `body`
record Fields(String place, JsonNode json) {

    static ProblemException invalid(String message) {
        return Problem.of(StorageFault.INVALID_REQUEST, message)
                .with(StorageDialect.ERROR, "Error")
                .exception();
    }

    boolean has(String name) {
        return json.has(name);
    }

    /// Whether it is there and not null.
    boolean given(String name) {
        return json.hasNonNull(name);
    }

    String text(String name) {
        if (!has(name)) {
            throw invalid(place + " must have required property '" + name + "'");
        }
        String text = text(name, null);
        if (text == null) {
            throw invalid(place + "/" + name + " must be string");
        }
        return text;
    }

    @Nullable
    String text(String name, @Nullable String otherwise) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isValueNode()) {
            throw invalid(place + "/" + name + " must be string");
        }
        return value.asString();
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        return switch (value.asString("")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(place + "/" + name + " must be boolean");
        };
    }

    /// @param min      the least that is taken
    /// @param otherwise where it is not there
    int whole(String name, int min, int otherwise) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? otherwise : whole(name, value.asString(""), min);
    }

    private int whole(String name, String text, int min) {
        try {
            long number = Long.parseLong(text);
            if (number < min) {
                throw invalid(place + "/" + name + " must be >= " + min);
            }
            return (int) Math.min(number, Integer.MAX_VALUE);
        } catch (NumberFormatException _) {
            throw invalid(place + "/" + name + " must be integer");
        }
    }

    int whole(String name, int min) {
        if (!has(name)) {
            throw invalid(place + " must have required property '" + name + "'");
        }
        return whole(name, json.path(name).asString(""), min);
    }

    /// @param max more than these are refused
    List<String> texts(String name, int max) {
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            throw invalid(place + " must have required property '" + name + "'");
        }
        List<String> texts = list(name, value);
        if (texts.isEmpty()) {
            throw invalid(place + "/" + name + " must NOT have fewer than 1 items");
        }
        if (texts.size() > max) {
            throw StorageFault.INVALID_REQUEST.problem(
                    "Bulk object requests are limited to " + max + " objects per request.");
        }
        return texts;
    }

    /// @return null for null
    @Nullable
    List<String> texts(String name) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? null : list(name, value);
    }

    private List<String> list(String name, JsonNode value) {
        if (!value.isArray()) {
            throw invalid(place + "/" + name + " must be array");
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode each : value) {
            if (!each.isValueNode() || each.isNull()) {
                throw invalid(place + "/" + name + "/" + texts.size() + " must be string");
            }
            texts.add(each.asString());
        }
        return texts;
    }

    /// @return null where there is none
    @Nullable
    Fields object(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw invalid(place + "/" + name + " must be object");
        }
        return new Fields(place + "/" + name, value);
    }

    /// One of the constants, by its name in lower case.
    <E extends Enum<E>> E choice(String name, List<E> choices, E otherwise) {
        String text = text(name, null);
        if (text == null) {
            return otherwise;
        }
        return choices.stream()
                .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> invalid(place + "/" + name + " must be equal to one of the allowed values"));
    }
}

package studio.atelier.engine.providers.wire;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The parameters of a call while they are translated: what nobody took at the end has no translation. One
/// thread.
public final class Options {

    private final Map<String, JsonNode> left;

    public Options(Map<String, JsonNode> parameters) {
        this.left = new TreeMap<>(parameters);
    }

    public Optional<JsonNode> take(String name) {
        return Optional.ofNullable(left.remove(name));
    }

    /// The text of a parameter.
    ///
    /// @return `otherwise` when it is absent
    public String text(String name, String otherwise) {
        return take(name).map(value -> value.asString("")).orElse(otherwise);
    }

    /// A width and a height in pixels.
    public record Size(int width, int height) {}

    /// Takes `size`, written as `1024x1024`.
    ///
    /// @throws Untranslatable where it is written otherwise
    public Optional<Size> size() {
        return take("size").map(value -> {
            String size = value.asString("");
            if (!size.matches("[0-9]{2,4}x[0-9]{2,4}")) {
                throw new Untranslatable("size", "Takes a width and a height, such as 1024x1024.");
            }
            int by = size.indexOf('x');
            return new Size(Integer.parseInt(size, 0, by, 10), Integer.parseInt(size, by + 1, size.length(), 10));
        });
    }

    /// Moves what is named in the table, by its name here, to its name there.
    public void move(Map<String, String> names, Map<String, Object> to) {
        names.forEach((here, there) -> take(here).ifPresent(value -> to.put(there, value)));
    }

    /// Moves all that is left under its own name.
    public void moveRest(Map<String, Object> to) {
        to.putAll(left);
        left.clear();
    }

    /// @param provider its name for people
    /// @throws Untranslatable naming what nobody took
    public void finish(String provider) {
        if (!left.isEmpty()) {
            throw new Untranslatable(
                    String.join(", ", left.keySet()), "There is no such thing at " + provider + "; leave it out.");
        }
    }
}

package studio.atelier.engine.providers.demo;

import java.util.Optional;
import java.util.UUID;
import studio.atelier.engine.demo.PictureOrder;
import studio.atelier.engine.providers.ProviderCall;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A picture or a sound as it was settled when the job was taken: with the words and references of the call
/// it is all that is needed to make the same again, on any node after any restart. Its text is the job's
/// handle.
sealed interface DemoOrder {

    JsonMapper JSON = JsonMapper.builder().build();

    /// Which call it is for, so that two calls never share a job.
    UUID id();

    long seed();

    /// @param width  pixels, within the limits of [PictureOrder]
    /// @param height likewise
    /// @param style  a scene by name; `auto` leaves it to the words
    record Picture(UUID id, long seed, int width, int height, String style) implements DemoOrder {

        private static final int EDGE_STEP = 8;

        /// The long edge as asked, the short one from the ratio.
        static Picture of(ProviderCall call) {
            long asked = Parameters.number(call, "long_edge", 1024);
            int edge = Math.clamp(asked, PictureOrder.EDGE_MIN, PictureOrder.EDGE_MAX);
            String[] ratio = Parameters.word(call, "aspect_ratio", "1:1").split(":", -1);
            double across = Double.parseDouble(ratio[0]);
            double down = Double.parseDouble(ratio[1]);
            double longest = Math.max(across, down);
            return new Picture(
                    call.id(),
                    Parameters.seed(call),
                    step(edge * across / longest),
                    step(edge * down / longest),
                    Parameters.word(call, "style", "auto"));
        }

        /// The words as the renderer reads them.
        String prompt(ProviderCall call) {
            return style.equals("auto") ? call.prompt() : style.replace('_', ' ') + ", " + call.prompt();
        }

        private static int step(double pixels) {
            return Math.clamp(Math.round(pixels / EDGE_STEP) * EDGE_STEP, PictureOrder.EDGE_MIN, PictureOrder.EDGE_MAX);
        }
    }

    /// @param seconds 2 to 30
    /// @param mood    by name; `auto` leaves it to the words
    record Sound(UUID id, long seed, int seconds, String mood) implements DemoOrder {

        static Sound of(ProviderCall call) {
            return new Sound(
                    call.id(),
                    Parameters.seed(call),
                    Math.clamp(Parameters.number(call, "duration_seconds", 8), 2, 30),
                    Parameters.word(call, "mood", "auto"));
        }
    }

    default String handle() {
        return JSON.writeValueAsString(this);
    }

    /// @return empty for a handle that is not ours
    static Optional<DemoOrder> of(String handle) {
        try {
            JsonNode tree = JSON.readTree(handle);
            return tree.has("seconds")
                    ? Optional.of(JSON.treeToValue(tree, Sound.class))
                    : Optional.ofNullable(JSON.treeToValue(tree, Picture.class));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}

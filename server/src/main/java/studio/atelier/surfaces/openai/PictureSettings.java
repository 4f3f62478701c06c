package studio.atelier.surfaces.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Model;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The settings of picture front ends (B124), said in the words of a model. Front ends send all of them whatever the
/// model is: what a model has no parameter for becomes words of the prompt (a style), or is about another model.
///
/// @param aspectRatio  such as `16:9`, for models that know formats
/// @param size         such as `1024x1024`, for models that know sizes
/// @param dalleQuality `standard` or `hd`, what `quality` was called before
/// @param dalleStyle   `natural` or `vivid`, as `style`
record PictureSettings(
        @Nullable String aspectRatio,
        @Nullable String size,
        @Nullable String quality,
        @Nullable String dalleQuality,
        @Nullable String style,
        @Nullable String dalleStyle) {

    private static final Set<String> NAMES =
            Set.of("aspectRatio", "style", "quality", "size", "dalleQuality", "dalleStyle");
    private static final Map<String, String> OLD_QUALITIES = Map.of("standard", "medium", "hd", "high");
    private static final int LENGTH_MAX = 100;

    static PictureSettings of(JsonNode settings, Faults faults) {
        if (!settings.isMissingNode() && !settings.isNull() && !settings.isObject()) {
            faults.add("/settings", "wrong_type", "An object belongs here.");
        }
        settings.propertyNames().stream()
                .filter(name -> !NAMES.contains(name))
                .forEach(name -> faults.add(
                        "/settings/" + name,
                        "unknown",
                        "One of " + String.join(", ", NAMES.stream().sorted().toList()) + "."));
        return new PictureSettings(
                word(settings, "aspectRatio", faults),
                word(settings, "size", faults),
                word(settings, "quality", faults),
                word(settings, "dalleQuality", faults),
                word(settings, "style", faults),
                word(settings, "dalleStyle", faults));
    }

    private static @Nullable String word(JsonNode settings, String name, Faults faults) {
        String word = PictureFunctions.text(settings, "/settings", name, faults);
        return word == null || word.isBlank() ? null : faults.limited("/settings/" + name, word, LENGTH_MAX);
    }

    /// @return parameters of the model; a value it does not take is left for its schema to refuse
    Map<String, JsonNode> fitted(Model model) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        if (model.parameters().has("size")) {
            put(parameters, "size", size != null ? size : nearestSize(model));
        } else if (model.parameters().has("aspect_ratio")) {
            put(parameters, "aspect_ratio", aspectRatio != null ? aspectRatio : nearestRatio(model));
        }
        if (model.parameters().has("quality")) {
            put(parameters, "quality", quality(model));
        }
        if (knowsStyle(model)) {
            put(parameters, "style", wantedStyle());
        }
        return parameters;
    }

    /// The prompt with what the model has no parameter for.
    String said(Model model, String prompt) {
        return wantedStyle() == null || knowsStyle(model) ? prompt : prompt + "\n\nStyle: " + wantedStyle();
    }

    private @Nullable String wantedStyle() {
        return style != null ? style : dalleStyle;
    }

    /// Whether the model has this style: some have a few of their own.
    private boolean knowsStyle(Model model) {
        List<String> choices = Fitting.choices(model, "style");
        return model.parameters().has("style") && (choices.isEmpty() || choices.contains(wantedStyle()));
    }

    private @Nullable String quality(Model model) {
        String wanted = quality != null ? quality : dalleQuality;
        return wanted == null || Fitting.choices(model, "quality").contains(wanted)
                ? wanted
                : OLD_QUALITIES.getOrDefault(wanted, wanted);
    }

    private @Nullable String nearestSize(Model model) {
        if (aspectRatio == null) {
            return null;
        }
        return Fitting.choices(model, "size").stream()
                .filter(each -> AspectRatio.nearest(each, List.of(aspectRatio)).isPresent())
                .findFirst()
                .orElse(null);
    }

    private @Nullable String nearestRatio(Model model) {
        return size == null
                ? null
                : AspectRatio.nearest(size, Fitting.choices(model, "aspect_ratio"))
                        .orElse(null);
    }

    private static void put(Map<String, JsonNode> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, JsonNodeFactory.instance.stringNode(value));
        }
    }
}

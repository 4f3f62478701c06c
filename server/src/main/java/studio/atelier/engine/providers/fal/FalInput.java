package studio.atelier.engine.providers.fal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.catalog.Wire;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Untranslatable;

/// Writes the input of a model. Models name things differently; their files say how, by these words in
/// `wire`: `with_references` the endpoint when there are pictures to work from, `images` (a list) or
/// `image` (one) their field, `seconds` the field of the length and `seconds_form` its form (`text`,
/// `text_s` or `number`), `prompt: none` for models without words.
final class FalInput {

    private FalInput() {}

    /// Which endpoint takes the call.
    static String endpoint(ProviderCall call, Wire wire) {
        return call.references().isEmpty() ? call.model() : wire.value("with_references", call.model());
    }

    static Map<String, Object> body(ProviderCall call, Wire wire, JsonWithFiles files) {
        var options = new Options(call.parameters());
        Map<String, Object> input = new LinkedHashMap<>();
        if (!wire.value("prompt", "").equals("none")) {
            input.put("prompt", call.prompt());
        }
        options.take("duration_seconds")
                .ifPresent(seconds -> input.put(wire.value("seconds", "duration"), seconds(wire, seconds.asInt())));
        call.assets().forEach((name, file) -> input.put(wire.value(name, name + "_url"), files.dataUrl(file)));
        references(call, wire, files, input);
        options.moveRest(input);
        return input;
    }

    private static void references(ProviderCall call, Wire wire, JsonWithFiles files, Map<String, Object> input) {
        List<String> urls = call.references().stream().map(files::dataUrl).toList();
        if (urls.isEmpty()) {
            return;
        }
        String list = wire.value("images", "");
        if (!list.isEmpty()) {
            input.put(list, urls);
        } else if (urls.size() == 1) {
            input.put(wire.value("image", "image_url"), urls.getFirst());
        } else {
            throw new Untranslatable("references", "This model takes one picture to work from.");
        }
    }

    /// Numbers as text are meant so: the models refuse plain numbers there.
    private static Object seconds(Wire wire, int seconds) {
        return switch (wire.value("seconds_form", "text")) {
            case "number" -> seconds;
            case "text_s" -> seconds + "s";
            default -> Integer.toString(seconds);
        };
    }
}

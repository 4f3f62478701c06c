package studio.atelier.engine.providers.ollama;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Dialogue;
import studio.atelier.engine.providers.wire.Dialogue.Part;
import studio.atelier.engine.providers.wire.Dialogue.Turn;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Untranslatable;
import tools.jackson.databind.JsonNode;

/// Writes the chat dialect in the words of `/api/chat`. [OllamaChatAnswer] is the way back.
final class OllamaChat {

    private static final Map<String, String> SETTINGS = Map.of(
            "temperature", "temperature",
            "top_p", "top_p",
            "top_k", "top_k",
            "min_p", "min_p",
            "seed", "seed",
            "presence_penalty", "presence_penalty",
            "frequency_penalty", "frequency_penalty",
            "max_completion_tokens", "num_predict",
            "stop", "stop");

    private final JsonWithFiles files;

    OllamaChat(JsonWithFiles files) {
        this.files = files;
    }

    Map<String, Object> body(ProviderCall call) {
        var options = new Options(call.parameters());
        Dialogue dialogue = Dialogue.of(call, options.take("messages"));
        List<Object> messages = new ArrayList<>();
        dialogue.system().forEach(text -> messages.add(Map.of("role", "system", "content", text)));
        dialogue.turns().forEach(turn -> messages.add(message(turn)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("messages", messages);
        body.put("stream", true);
        Map<String, Object> settings = new LinkedHashMap<>();
        options.move(SETTINGS, settings);
        if (!settings.isEmpty()) {
            body.put("options", settings);
        }
        options.take("reasoning_effort").ifPresent(effort -> body.put("think", think(effort.asString(""))));
        Dialogue.schema(options.take("response_format"))
                .ifPresent(schema -> body.put("format", schema.isEmpty() ? "json" : schema));
        tools(options, body);
        options.finish("Ollama");
        return body;
    }

    private static Object think(String effort) {
        return switch (effort) {
            case "none" -> false;
            case "low", "medium", "high" -> effort;
            default -> throw new Untranslatable("reasoning_effort", "Takes none, low, medium or high.");
        };
    }

    private static void tools(Options options, Map<String, Object> body) {
        Optional<JsonNode> tools = options.take("tools");
        Dialogue.tools(tools);
        tools.ifPresent(given -> body.put("tools", given));
        Dialogue.choice(options.take("tool_choice"))
                .filter(choice -> !choice.word().equals("auto"))
                .ifPresent(_ -> {
                    throw new Untranslatable("tool_choice", "Ollama decides by itself; only auto can be asked for.");
                });
        Dialogue.requireParallel(options, "Ollama");
    }

    private Map<String, Object> message(Turn turn) {
        Map<String, Object> message = new LinkedHashMap<>();
        switch (turn) {
            case Turn.Person(List<Part> parts) -> person(parts, message);
            case Turn.Model(String text, List<Dialogue.Call> calls) -> {
                message.put("role", "assistant");
                message.put("content", text);
                if (!calls.isEmpty()) {
                    message.put(
                            "tool_calls",
                            calls.stream()
                                    .map(call -> Map.of(
                                            "function", Map.of("name", call.name(), "arguments", call.arguments())))
                                    .toList());
                }
            }
            case Turn.Result(Dialogue.Call call, String content) -> {
                message.put("role", "tool");
                message.put("tool_name", call.name());
                message.put("content", content);
            }
        }
        return message;
    }

    private void person(List<Part> parts, Map<String, Object> message) {
        StringBuilder text = new StringBuilder();
        List<String> images = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String piece) -> text.append(piece);
                case Part.Picture(String _, String base64) -> images.add(base64);
                case Part.Own(Reference file) -> images.add(files.base64(file));
                case Part.Link(String _, String field) ->
                    throw new Untranslatable(field, "Ollama takes pictures as data URLs, not from other servers.");
            }
        }
        message.put("role", "user");
        message.put("content", text.toString());
        if (!images.isEmpty()) {
            message.put("images", images);
        }
    }
}

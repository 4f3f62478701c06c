package studio.atelier.engine.providers.anthropic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.wire.Dialogue;
import studio.atelier.engine.providers.wire.Dialogue.Call;
import studio.atelier.engine.providers.wire.Dialogue.Part;
import studio.atelier.engine.providers.wire.Dialogue.Turn;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Untranslatable;

/// Writes the chat dialect as messages. [MessagesAnswer] is the way back.
final class Messages {

    private static final String NAME = "Anthropic";
    private static final int ANSWER_TOKENS = 8192;

    private final JsonWithFiles files;

    Messages(JsonWithFiles files) {
        this.files = files;
    }

    /// @throws Untranslatable naming what has no translation, such as `temperature`
    Map<String, Object> body(ProviderCall call) {
        var options = new Options(call.parameters());
        Dialogue dialogue = Dialogue.of(call, options.take("messages"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("stream", true);
        body.put(
                "max_tokens",
                options.take("max_completion_tokens")
                        .map(value -> value.asInt(0))
                        .orElse(ANSWER_TOKENS));
        if (!dialogue.system().isEmpty()) {
            body.put("system", String.join("\n\n", dialogue.system()));
        }
        body.put("messages", messages(dialogue.turns()));
        tools(options, body);
        // Without it the newer models think and do not show it.
        options.take("include_reasoning")
                .filter(shown -> shown.asBoolean(false))
                .ifPresent(_ -> body.put("thinking", Map.of("type", "adaptive", "display", "summarized")));
        options.take("stop")
                .ifPresent(stop -> body.put("stop_sequences", stop.isString() ? List.of(stop.asString()) : stop));
        Map<String, Object> output = output(options);
        options.finish(NAME);
        if (!output.isEmpty()) {
            body.put("output_config", output);
        }
        return body;
    }

    private static Map<String, Object> output(Options options) {
        Map<String, Object> output = new LinkedHashMap<>();
        options.move(Map.of("reasoning_effort", "effort"), output);
        Dialogue.schema(options.take("response_format")).ifPresent(schema -> {
            if (schema.isEmpty()) {
                throw new Untranslatable("response_format.type", NAME + " takes text or json_schema.");
            }
            output.put("format", Map.of("type", "json_schema", "schema", schema));
        });
        return output;
    }

    private static void tools(Options options, Map<String, Object> body) {
        List<Dialogue.Tool> tools = Dialogue.tools(options.take("tools"));
        Optional<Dialogue.Choice> choice = Dialogue.choice(options.take("tool_choice"));
        boolean parallel = options.take("parallel_tool_calls")
                .map(value -> value.asBoolean(true))
                .orElse(true);
        if (tools.isEmpty()) {
            return;
        }
        body.put("tools", tools.stream().map(Messages::tool).toList());
        if (choice.isPresent() || !parallel) {
            body.put("tool_choice", choice(choice.orElse(new Dialogue.Choice("auto", "")), parallel));
        }
    }

    private static Map<String, Object> tool(Dialogue.Tool tool) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            written.put("description", tool.description());
        }
        written.put("input_schema", tool.schema().isObject() ? tool.schema() : Map.of("type", "object"));
        return written;
    }

    private static Map<String, Object> choice(Dialogue.Choice choice, boolean parallel) {
        Map<String, Object> written = new LinkedHashMap<>();
        switch (choice.word()) {
            case "required" -> written.put("type", "any");
            case "function" -> {
                written.put("type", "tool");
                written.put("name", choice.function());
            }
            default -> written.put("type", choice.word());
        }
        if (!parallel && !choice.word().equals("none")) {
            written.put("disable_parallel_tool_use", true);
        }
        return written;
    }

    private List<Object> messages(List<Turn> turns) {
        List<Object> messages = new ArrayList<>();
        List<Object> results = new ArrayList<>();
        for (Turn turn : turns) {
            if (turn instanceof Turn.Result(Call answered, String content)) {
                results.add(Map.of("type", "tool_result", "tool_use_id", answered.id(), "content", content));
                continue;
            }
            flush(results, messages);
            messages.add(
                    turn instanceof Turn.Person(List<Part> parts)
                            ? Map.of(
                                    "role",
                                    "user",
                                    "content",
                                    parts.stream().map(this::block).toList())
                            : answered((Turn.Model) turn));
        }
        flush(results, messages);
        return messages;
    }

    /// What several tools gave back to one answer belongs into one message.
    private static void flush(List<Object> results, List<Object> messages) {
        if (!results.isEmpty()) {
            messages.add(Map.of("role", "user", "content", List.copyOf(results)));
            results.clear();
        }
    }

    private Map<String, Object> block(Part part) {
        return switch (part) {
            case Part.Text(String text) -> Map.of("type", "text", "text", text);
            case Part.Picture(String mimeType, String base64) -> picture(mimeType, base64);
            case Part.Own(var file) -> picture(file.mimeType(), files.base64(file));
            case Part.Link(String url, String field) -> {
                if (!url.startsWith("https://")) {
                    throw new Untranslatable(field, "Takes an https address or a data URL.");
                }
                yield Map.of("type", "image", "source", Map.of("type", "url", "url", url));
            }
        };
    }

    private static Map<String, Object> picture(String mimeType, String base64) {
        return Map.of("type", "image", "source", Map.of("type", "base64", "media_type", mimeType, "data", base64));
    }

    private static Map<String, Object> answered(Turn.Model turn) {
        List<Object> blocks = new ArrayList<>();
        if (!turn.text().isEmpty()) {
            blocks.add(Map.of("type", "text", "text", turn.text()));
        }
        turn.calls()
                .forEach(call -> blocks.add(
                        Map.of("type", "tool_use", "id", call.id(), "name", call.name(), "input", call.arguments())));
        return Map.of("role", "assistant", "content", blocks);
    }
}

package studio.atelier.engine.providers.google;

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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes the chat dialect in the words of generateContent. [GeminiChatAnswer] is the way back.
final class GeminiChat {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NAME = "Gemini";

    /// Parts the id of a call of a tool from the signature of the thought that led to it, which must come
    /// back unchanged and for which the dialect has no field.
    static final char SIGNATURE = '~';

    private static final Map<String, String> SETTINGS = Map.of(
            "temperature", "temperature",
            "top_p", "topP",
            "presence_penalty", "presencePenalty",
            "frequency_penalty", "frequencyPenalty",
            "max_completion_tokens", "maxOutputTokens",
            "seed", "seed");

    private final JsonWithFiles files;

    GeminiChat(JsonWithFiles files) {
        this.files = files;
    }

    /// @throws Untranslatable naming what has no translation
    Map<String, Object> body(ProviderCall call) {
        var options = new Options(call.parameters());
        Dialogue dialogue = Dialogue.of(call, options.take("messages"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("contents", contents(dialogue.turns()));
        if (!dialogue.system().isEmpty()) {
            body.put(
                    "systemInstruction",
                    Map.of(
                            "parts",
                            dialogue.system().stream()
                                    .map(text -> Map.of("text", text))
                                    .toList()));
        }
        tools(options, body);
        Map<String, Object> config = config(options);
        options.finish(NAME);
        if (!config.isEmpty()) {
            body.put("generationConfig", config);
        }
        return body;
    }

    private static Map<String, Object> config(Options options) {
        Map<String, Object> config = new LinkedHashMap<>();
        options.move(SETTINGS, config);
        options.take("stop")
                .ifPresent(stop -> config.put("stopSequences", stop.isString() ? List.of(stop.asString()) : stop));
        thinking(options, "reasoning_effort", config);
        Dialogue.schema(options.take("response_format")).ifPresent(schema -> {
            config.put("responseMimeType", "application/json");
            if (!schema.isEmpty()) {
                config.put("responseJsonSchema", schema);
            }
        });
        return config;
    }

    /// @param level the parameter that says how long the model thinks
    static void thinking(Options options, String level, Map<String, Object> config) {
        Map<String, Object> thinking = new LinkedHashMap<>();
        options.move(Map.of(level, "thinkingLevel", "include_reasoning", "includeThoughts"), thinking);
        if (!thinking.isEmpty()) {
            config.put("thinkingConfig", thinking);
        }
    }

    private static void tools(Options options, Map<String, Object> body) {
        List<Dialogue.Tool> tools = Dialogue.tools(options.take("tools"));
        Optional<Dialogue.Choice> choice = Dialogue.choice(options.take("tool_choice"));
        Dialogue.requireParallel(options, NAME);
        if (!tools.isEmpty()) {
            body.put(
                    "tools",
                    List.of(Map.of(
                            "functionDeclarations",
                            tools.stream().map(GeminiChat::declaration).toList())));
        }
        choice.ifPresent(given -> body.put("toolConfig", Map.of("functionCallingConfig", mode(given))));
    }

    private static Map<String, Object> declaration(Dialogue.Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        if (tool.schema().isObject()) {
            function.put("parametersJsonSchema", tool.schema());
        }
        return function;
    }

    private static Map<String, Object> mode(Dialogue.Choice choice) {
        return switch (choice.word()) {
            case "none" -> Map.of("mode", "NONE");
            case "required" -> Map.of("mode", "ANY");
            case "function" -> Map.of("mode", "ANY", "allowedFunctionNames", List.of(choice.function()));
            default -> Map.of("mode", "AUTO");
        };
    }

    private List<Object> contents(List<Turn> turns) {
        List<Object> contents = new ArrayList<>();
        List<Object> results = new ArrayList<>();
        for (Turn turn : turns) {
            if (turn instanceof Turn.Result(Call answered, String content)) {
                results.add(Map.of("functionResponse", response(answered, content)));
                continue;
            }
            flush(results, contents);
            contents.add(turn instanceof Turn.Person(List<Part> parts) ? said(parts) : answered((Turn.Model) turn));
        }
        flush(results, contents);
        return contents;
    }

    /// What several tools gave back to one answer belongs into one content.
    private static void flush(List<Object> results, List<Object> contents) {
        if (!results.isEmpty()) {
            contents.add(Map.of("role", "user", "parts", List.copyOf(results)));
            results.clear();
        }
    }

    private Map<String, Object> said(List<Part> parts) {
        return Map.of("role", "user", "parts", parts.stream().map(this::part).toList());
    }

    private Map<String, Object> part(Part part) {
        return switch (part) {
            case Part.Text(String text) -> Map.of("text", text);
            case Part.Picture(String mimeType, String base64) -> inline(mimeType, base64);
            case Part.Own(var file) -> inline(file.mimeType(), files.base64(file));
            case Part.Link(String _, String field) ->
                throw new Untranslatable(field, NAME + " takes pictures as data URLs, not from other servers.");
        };
    }

    static Map<String, Object> inline(String mimeType, String base64) {
        return Map.of("inlineData", Map.of("mimeType", mimeType, "data", base64));
    }

    private static Map<String, Object> answered(Turn.Model turn) {
        List<Object> parts = new ArrayList<>();
        if (!turn.text().isEmpty()) {
            parts.add(Map.of("text", turn.text()));
        }
        for (Call call : turn.calls()) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("functionCall", Map.of("name", call.name(), "args", call.arguments()));
            int at = call.id().indexOf(SIGNATURE);
            if (at >= 0) {
                part.put("thoughtSignature", call.id().substring(at + 1));
            }
            parts.add(part);
        }
        return Map.of("role", "model", "parts", parts);
    }

    private static Map<String, Object> response(Call answered, String content) {
        return Map.of("name", answered.name(), "response", object(content));
    }

    /// A result must be an object; anything else becomes the one field of one.
    private static Object object(String content) {
        try {
            JsonNode tree = JSON.readTree(content);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JacksonException _) {
            // Plain text is a result too.
        }
        return Map.of("result", content);
    }
}

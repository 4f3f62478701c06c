package studio.atelier.engine.providers.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.Reference;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A conversation in the chat dialect of the gateway, taken apart for adapters that speak another one. What
/// nobody can translate is [Untranslatable].
///
/// @param system what `system` and `developer` messages say, in order
/// @param turns  everything else, in order
public record Dialogue(List<String> system, List<Turn> turns) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Dialogue {
        system = List.copyOf(system);
        turns = List.copyOf(turns);
    }

    /// One message.
    public sealed interface Turn {

        record Person(List<Part> parts) implements Turn {
            public Person {
                parts = List.copyOf(parts);
            }
        }

        record Model(String text, List<Call> calls) implements Turn {
            public Model {
                calls = List.copyOf(calls);
            }
        }

        /// What a tool gave back.
        ///
        /// @param call the one it answers
        record Result(Call call, String content) implements Turn {}
    }

    /// A piece of what a person says.
    public sealed interface Part {

        record Text(String text) implements Part {}

        /// A picture that came as a data URL.
        record Picture(String mimeType, String base64) implements Part {}

        /// A picture somewhere else.
        ///
        /// @param field where it stands in the request
        record Link(String url, String field) implements Part {}

        /// A picture of the person's own.
        record Own(Reference file) implements Part {}
    }

    /// A call of a tool.
    ///
    /// @param arguments an object
    public record Call(String id, String name, JsonNode arguments) {}

    /// A tool that may be called.
    ///
    /// @param schema JSON Schema of its arguments; a missing node when it takes none
    public record Tool(String name, String description, JsonNode schema) {}

    /// Which tools must be called.
    ///
    /// @param word     `auto`, `none`, `required`, or `function`
    /// @param function the one that must be called; empty otherwise
    public record Choice(String word, String function) {}

    /// Reads `messages`, or the prompt where there are none; references are said last.
    public static Dialogue of(ProviderCall call, Optional<JsonNode> messages) {
        List<String> system = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        messages.ifPresent(all -> read(all, system, turns));
        if (messages.isEmpty() || !call.references().isEmpty()) {
            List<Part> parts = new ArrayList<>();
            if (messages.isEmpty()) {
                parts.add(new Part.Text(call.prompt()));
            }
            call.references().forEach(file -> parts.add(new Part.Own(file)));
            turns.add(new Turn.Person(parts));
        }
        return new Dialogue(system, turns);
    }

    private static void read(JsonNode messages, List<String> system, List<Turn> turns) {
        List<Call> called = new ArrayList<>();
        for (int index = 0; index < messages.size(); index++) {
            JsonNode message = messages.path(index);
            String field = "messages[" + index + "]";
            JsonNode content = message.path("content");
            switch (message.path("role").asString("")) {
                case "system", "developer" -> system.add(text(content, field));
                case "user" -> turns.add(new Turn.Person(parts(content, field)));
                case "assistant" -> {
                    List<Call> calls = calls(message.path("tool_calls"), field);
                    called.addAll(calls);
                    turns.add(new Turn.Model(text(content, field), calls));
                }
                case "tool" -> {
                    String id = message.path("tool_call_id").asString("");
                    Call answered = called.stream()
                            .filter(each -> each.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> new Untranslatable(
                                    field + ".tool_call_id", "No call of a tool before it has this id."));
                    turns.add(new Turn.Result(answered, text(content, field)));
                }
                default -> throw new Untranslatable(field + ".role", "Takes system, developer, user, assistant, tool.");
            }
        }
    }

    private static List<Part> parts(JsonNode content, String field) {
        if (content.isString()) {
            return List.of(new Part.Text(content.asString()));
        }
        List<Part> parts = new ArrayList<>();
        for (int index = 0; index < content.size(); index++) {
            parts.add(part(content.path(index), field + ".content[" + index + "]"));
        }
        return parts;
    }

    private static Part part(JsonNode part, String field) {
        return switch (part.path("type").asString("")) {
            case "text" -> new Part.Text(part.path("text").asString(""));
            case "image_url" -> picture(part.path("image_url").path("url").asString(""), field + ".image_url.url");
            default ->
                throw new Untranslatable(
                        field + ".type", "This model takes parts of type text and image_url through this API.");
        };
    }

    private static Part picture(String url, String field) {
        int comma = url.indexOf(";base64,");
        return url.startsWith("data:") && comma > 0
                ? new Part.Picture(url.substring("data:".length(), comma), url.substring(comma + ";base64,".length()))
                : new Part.Link(url, field);
    }

    private static String text(JsonNode content, String field) {
        if (!content.isArray()) {
            return content.asString("");
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts(content, field)) {
            if (!(part instanceof Part.Text(String piece))) {
                throw new Untranslatable(field + ".content", "Only messages of the person may hold pictures.");
            }
            text.append(piece);
        }
        return text.toString();
    }

    private static List<Call> calls(JsonNode calls, String field) {
        List<Call> all = new ArrayList<>();
        for (int index = 0; index < calls.size(); index++) {
            JsonNode function = calls.path(index).path("function");
            String at = field + ".tool_calls[" + index + "].function";
            if (!function.isObject()) {
                throw new Untranslatable(at, "Only calls of functions can be translated.");
            }
            all.add(new Call(
                    calls.path(index).path("id").asString(""),
                    function.path("name").asString(""),
                    arguments(function.path("arguments").asString(""), at + ".arguments")));
        }
        return all;
    }

    private static JsonNode arguments(String text, String field) {
        try {
            JsonNode arguments = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
            if (arguments.isObject()) {
                return arguments;
            }
        } catch (JacksonException _) {
            // Said below, like every other text that is no object.
        }
        throw new Untranslatable(field, "Takes a JSON object as text.");
    }

    /// Reads `tools`.
    public static List<Tool> tools(Optional<JsonNode> tools) {
        List<Tool> all = new ArrayList<>();
        JsonNode list = tools.orElseGet(JSON::createArrayNode);
        for (int index = 0; index < list.size(); index++) {
            JsonNode tool = list.path(index);
            if (!tool.path("type").asString("").equals("function")) {
                throw new Untranslatable("tools[" + index + "].type", "Takes function.");
            }
            JsonNode function = tool.path("function");
            all.add(new Tool(
                    function.path("name").asString(""),
                    function.path("description").asString(""),
                    function.path("parameters")));
        }
        return all;
    }

    /// Reads `tool_choice`.
    public static Optional<Choice> choice(Optional<JsonNode> choice) {
        return choice.map(given -> {
            String function = given.path("function").path("name").asString("");
            if (given.isObject() && !function.isEmpty()) {
                return new Choice("function", function);
            }
            return switch (given.asString("")) {
                case "auto", "none", "required" -> new Choice(given.asString(), "");
                default -> throw new Untranslatable("tool_choice", "Takes auto, none, required or one function.");
            };
        });
    }

    /// For providers that decide by themselves how many tools they call.
    ///
    /// @param provider its name for people
    /// @throws Untranslatable where `parallel_tool_calls` is false
    public static void requireParallel(Options options, String provider) {
        options.take("parallel_tool_calls")
                .filter(parallel -> !parallel.asBoolean(true))
                .ifPresent(_ -> {
                    throw new Untranslatable(
                            "parallel_tool_calls", provider + " decides by itself how many tools it calls.");
                });
    }

    /// Reads `response_format`.
    ///
    /// @return the schema of the answer, an empty object for any JSON; nothing for text
    public static Optional<JsonNode> schema(Optional<JsonNode> format) {
        return format.flatMap(given -> switch (given.path("type").asString("")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of((JsonNode) JSON.createObjectNode());
            case "json_schema" -> Optional.of(given.path("json_schema").path("schema"));
            default -> throw new Untranslatable("response_format.type", "Takes text, json_object or json_schema.");
        });
    }
}

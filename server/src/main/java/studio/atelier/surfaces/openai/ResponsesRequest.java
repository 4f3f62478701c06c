package studio.atelier.surfaces.openai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A request of `/v1/responses` as a chat: items become messages, the rest takes the names that chats have.
/// What a chat cannot carry is refused. One request, one thread. [ResponsesAnswer] is the way back.
final class ResponsesRequest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ITEMS_MAX = 1_000;

    private final RequestReader reader;
    private final ArrayNode messages = JSON.arrayNode();
    private final @Nullable String model;
    private final boolean stream;
    private final ObjectNode repeated = JSON.objectNode();

    ResponsesRequest(JsonNode body) {
        reader = new RequestReader(body);
        model = reader.text("model");
        stream = reader.flag("stream");
        repeat(body);
        refuseWhatIsNotStored();
        String instructions = reader.text("instructions");
        if (instructions != null) {
            messages.addObject().put("role", "developer").put("content", instructions);
        }
        input(reader.take("input"));
        text(reader.take("text"));
        reasoning(reader.take("reasoning"));
        tools();
        rename("max_output_tokens", "max_completion_tokens");
    }

    /// What the answer repeats of the request.
    private void repeat(JsonNode body) {
        for (String name : new String[] {"instructions", "max_output_tokens", "temperature", "top_p", "metadata"}) {
            repeated.set(name, body.path(name).isMissingNode() ? JSON.nullNode() : body.path(name));
        }
        repeated.set("tools", body.path("tools").isArray() ? body.path("tools") : JSON.arrayNode());
        repeated.set(
                "tool_choice",
                body.path("tool_choice").isMissingNode() ? JSON.stringNode("auto") : body.path("tool_choice"));
        repeated.put("parallel_tool_calls", body.path("parallel_tool_calls").asBoolean(true));
        repeated.set("text", body.path("text").isObject() ? body.path("text") : plain());
        repeated.set("reasoning", body.path("reasoning").isObject() ? body.path("reasoning") : JSON.nullNode());
    }

    private static ObjectNode plain() {
        ObjectNode text = JSON.objectNode();
        text.putObject("format").put("type", "text");
        return text;
    }

    private void refuseWhatIsNotStored() {
        reader.flag("store");
        reader.refuse(
                "background",
                "Responses do not run in the background here. Leave it out, or queue the prompt with POST /api/generate.");
        reader.refuse("previous_response_id", "Responses are not stored here. Send the whole conversation as input.");
        reader.refuse("conversation", "Conversations are not stored here. Send the whole conversation as input.");
        reader.refuse("prompt", "Prompts are not stored here. Send their text as instructions.");
        reader.refuse("truncation", "Only disabled: what is too long is refused.", "disabled");
        reader.refuse("include", "Nothing more can be included; leave it out.");
        reader.refuse("context_management", "Send what belongs into the conversation; leave it out.");
        reader.refuse("moderation", "Ask POST /v1/moderations.");
        reader.refuse("max_tool_calls", "Tools of the caller are called by the caller; leave it out.");
        reader.refuse("top_logprobs", "Probabilities of tokens are not given; leave it out.", "0");
        reader.take("prompt_cache_retention");
        JsonNode options = reader.take("stream_options");
        if (options != null && options.path("include_obfuscation").asBoolean(false)) {
            reader.faults().add("/stream_options/include_obfuscation", "not_allowed", "Streams are not padded here.");
        }
    }

    private void input(@Nullable JsonNode input) {
        if (input == null) {
            reader.faults().add("/input", "required", "A text, or a list of items, belongs here.");
        } else if (input.isString()) {
            messages.addObject().put("role", "user").put("content", input.asString());
        } else if (!input.isArray() || input.isEmpty() || input.size() > ITEMS_MAX) {
            reader.faults().add("/input", "wrong_type", "Takes a text, or a list of 1 to " + ITEMS_MAX + " items.");
        } else {
            for (int i = 0; i < input.size(); i++) {
                item(input.get(i), "/input/" + i);
            }
        }
    }

    private void item(JsonNode item, String at) {
        switch (item.path("type").asString("message")) {
            case "message" -> message(item, at);
            case "function_call" -> call(item, at);
            case "function_call_output" -> result(item, at);
            // What a model thought is its own; no other model can read it.
            case "reasoning" -> {}
            default ->
                reader.faults()
                        .add(at + "/type", "not_allowed", "One of message, function_call, function_call_output.");
        }
    }

    private void message(JsonNode item, String at) {
        String role = item.path("role").asString("");
        if (!role.equals("user") && !role.equals("assistant") && !role.equals("system") && !role.equals("developer")) {
            reader.faults().add(at + "/role", "not_allowed", "One of user, assistant, system, developer.");
            return;
        }
        ObjectNode message = messages.addObject().put("role", role);
        JsonNode content = item.path("content");
        if (content.isString()) {
            message.put("content", content.asString());
        } else if (role.equals("assistant")) {
            message.put("content", joined(content, at));
        } else {
            ArrayNode parts = message.putArray("content");
            for (int i = 0; i < content.size(); i++) {
                part(content.get(i), at + "/content/" + i, parts);
            }
            if (parts.isEmpty()) {
                reader.faults().add(at + "/content", "required", "A text, or a list of parts, belongs here.");
            }
        }
    }

    private String joined(JsonNode content, String at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            switch (part.path("type").asString("")) {
                case "output_text" -> text.append(part.path("text").asString(""));
                case "refusal" -> text.append(part.path("refusal").asString(""));
                default ->
                    reader.faults().add(at + "/content/" + i + "/type", "not_allowed", "One of output_text, refusal.");
            }
        }
        return text.toString();
    }

    private void part(JsonNode part, String at, ArrayNode parts) {
        switch (part.path("type").asString("")) {
            case "input_text" ->
                parts.addObject()
                        .put("type", "text")
                        .put("text", part.path("text").asString(""));
            case "input_image" -> {
                if (!part.path("image_url").isString()) {
                    reader.faults()
                            .add(
                                    at + "/image_url",
                                    "required",
                                    "Files are not kept here; send an address or a data URL.");
                    return;
                }
                ObjectNode url = parts.addObject().put("type", "image_url").putObject("image_url");
                url.put("url", part.path("image_url").asString());
                if (part.path("detail").isString()) {
                    url.put("detail", part.path("detail").asString());
                }
            }
            default -> reader.faults().add(at + "/type", "not_allowed", "One of input_text, input_image.");
        }
    }

    /// Calls that follow each other belong to one message of the model.
    private void call(JsonNode item, String at) {
        if (!item.path("call_id").isString() || !item.path("name").isString()) {
            reader.faults().add(at, "required", "A call has call_id, name and arguments.");
            return;
        }
        ObjectNode message = messages.isEmpty() ? null : (ObjectNode) messages.get(messages.size() - 1);
        if (message == null || !message.path("role").asString("").equals("assistant")) {
            message = messages.addObject().put("role", "assistant").putNull("content");
        }
        ArrayNode calls =
                message.get("tool_calls") instanceof ArrayNode several ? several : message.putArray("tool_calls");
        calls.addObject()
                .put("id", item.path("call_id").asString())
                .put("type", "function")
                .putObject("function")
                .put("name", item.path("name").asString())
                .put("arguments", item.path("arguments").asString("{}"));
    }

    private void result(JsonNode item, String at) {
        if (!item.path("call_id").isString()) {
            reader.faults().add(at + "/call_id", "required", "The call it answers.");
        }
        JsonNode output = item.path("output");
        String text = output.isString() ? output.asString() : texts(output, at);
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", item.path("call_id").asString(""))
                .put("content", text);
    }

    private String texts(JsonNode parts, String at) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (!part.path("type").asString("").equals("input_text")) {
                reader.faults().add(at + "/output", "not_allowed", "Text only.");
                break;
            }
            text.append(part.path("text").asString(""));
        }
        return text.toString();
    }

    private void text(@Nullable JsonNode text) {
        if (text == null) {
            return;
        }
        if (text.path("verbosity").isString()) {
            reader.parameters().put("verbosity", text.path("verbosity"));
        }
        JsonNode format = text.path("format");
        switch (format.path("type").asString("text")) {
            case "text" -> {}
            case "json_object" -> reader.parameters().put("response_format", format);
            case "json_schema" -> {
                ObjectNode schema = ((ObjectNode) format).deepCopy();
                schema.remove("type");
                ObjectNode wanted = JSON.objectNode().put("type", "json_schema");
                wanted.set("json_schema", schema);
                reader.parameters().put("response_format", wanted);
            }
            default ->
                reader.faults().add("/text/format/type", "not_allowed", "One of text, json_object, json_schema.");
        }
    }

    private void reasoning(@Nullable JsonNode reasoning) {
        if (reasoning == null) {
            return;
        }
        if (reasoning.path("effort").isString()) {
            reader.parameters().put("reasoning_effort", reasoning.path("effort"));
        }
        JsonNode summary = reasoning.path("summary");
        if (summary.asString("").equals("auto")) {
            reader.parameters().put("include_reasoning", JSON.booleanNode(true));
        } else if (summary.isString()) {
            reader.faults()
                    .add("/reasoning/summary", "not_allowed", "Takes auto: the provider decides how long it is.");
        }
    }

    private void tools() {
        JsonNode tools = reader.take("tools");
        JsonNode choice = reader.take("tool_choice");
        if (tools != null && !tools.isEmpty()) {
            ArrayNode functions = JSON.arrayNode();
            for (int i = 0; i < tools.size(); i++) {
                function(tools.get(i), "/tools/" + i, functions);
            }
            reader.parameters().put("tools", functions);
        }
        if (choice == null || choice.asString("").equals("auto")) {
            return;
        }
        if (choice.isObject()) {
            ObjectNode wanted = JSON.objectNode().put("type", "function");
            wanted.putObject("function").put("name", choice.path("name").asString(""));
            if (!choice.path("type").asString("").equals("function")) {
                reader.faults().add("/tool_choice/type", "not_allowed", "Only function.");
            }
            choice = wanted;
        }
        reader.parameters().put("tool_choice", choice);
    }

    private void function(JsonNode tool, String at, ArrayNode functions) {
        if (!tool.path("type").asString("").equals("function")) {
            reader.faults()
                    .add(
                            at + "/type",
                            "not_allowed",
                            "Only tools of type function, which the caller runs; none run on this server.");
            return;
        }
        ObjectNode function = JSON.objectNode();
        for (String name : new String[] {"name", "description", "parameters", "strict"}) {
            JsonNode value = tool.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                function.set(name, value);
            }
        }
        functions.addObject().put("type", "function").set("function", function);
    }

    private void rename(String from, String to) {
        JsonNode value = reader.take(from);
        if (value != null) {
            reader.parameters().put(to, value);
        }
    }

    @Nullable
    String model() {
        return model;
    }

    boolean stream() {
        return stream;
    }

    Faults faults() {
        return reader.faults();
    }

    @Nullable
    UUID project(@Nullable String header) {
        return reader.project(header);
    }

    ArrayNode messages() {
        return messages;
    }

    /// Everything beside model and stream, messages included.
    Map<String, JsonNode> parameters() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        all.put("messages", messages);
        all.putAll(reader.parameters());
        return all;
    }

    ObjectNode repeated() {
        return repeated;
    }
}

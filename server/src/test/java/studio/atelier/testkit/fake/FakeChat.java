package studio.atelier.testkit.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions in the form that began with OpenAI and that others speak too.
public final class FakeChat {

    public static final int TOKENS_IN = 100;

    /// Of the tokens out, where the model thinks.
    public static final int THOUGHT_TOKENS = 12;

    private static final String THOUGHT = "Let me see.";
    private static final String SECOND_THOUGHT = "And once more.";

    private final FakeServer server;
    private final Dialect dialect;

    /// What differs from provider to provider.
    public interface Dialect {

        /// Micro-USD of a token in, and of a token out.
        long inMicros();

        long outMicros();

        /// Adds to the usage what this provider says more.
        default void usage(ObjectNode usage, long micros) {}

        /// Adds to the message what this provider says more: pictures.
        default void message(ObjectNode message, JsonNode request, FakeSale sale) {}

        /// Under which name it tells what the model thought; empty where it does not.
        default String reasoning() {
            return "";
        }

        /// Whether it says how many of the tokens out the model thought with.
        default boolean countsThoughts() {
            return false;
        }

        default String comment() {
            return ": keep-alive\n\n";
        }

        default String streamError() {
            return "data: {\"error\":{\"message\":\"The model crashed.\",\"code\":\"server_error\"}}\n\n";
        }
    }

    public FakeChat(FakeServer server, Dialect dialect) {
        this.server = server;
        this.dialect = dialect;
    }

    /// @return all the words of all messages
    public static String promptOf(JsonNode request) {
        StringBuilder prompt = new StringBuilder();
        for (JsonNode message : request.path("messages")) {
            JsonNode content = message.path("content");
            prompt.append(
                    content.isString() ? content.asString() : String.join("", content.findValuesAsString("text")));
        }
        return prompt.toString();
    }

    public void answer(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        if (request.path("messages").isEmpty()
                || request.path("model").asString("").isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        String prompt = promptOf(request);
        long out = (long) FakeSale.words(prompt) + thoughtTokens(FakeMode.of(prompt, FakeMode.WELL));
        long micros = TOKENS_IN * dialect.inMicros() + out * dialect.outMicros();
        var sale = server.sell(exchange, "chat", request.path("model").asString(), prompt, 0, micros);
        if (sale.isEmpty()) {
            return;
        }
        exchange.header("x-request-id", sale.get().id());
        if (request.path("stream").asBoolean(false) && !sale.get().mode().is("whole")) {
            server.stream(exchange, sale.get(), "text/event-stream", frames(request, sale.get(), micros));
        } else {
            exchange.json(200, "%s", whole(request, sale.get(), micros));
        }
    }

    private JsonNode whole(JsonNode request, FakeSale sale, long micros) {
        ObjectNode message = (ObjectNode) FakeJson.node("{\"role\":\"assistant\",\"content\":null,\"refusal\":null}");
        if (tools(request, sale)) {
            message.set("tool_calls", FakeJson.node("[%s]", toolCall(request)));
        } else if (!sale.mode().is("empty")) {
            message.put("content", text(request, sale));
        }
        if (turns(sale)) {
            message.put(aloud(), THOUGHT + SECOND_THOUGHT);
        } else if (thinks(sale)) {
            message.put(dialect.reasoning(), THOUGHT);
        }
        dialect.message(message, request, sale);
        JsonNode choices = sale.mode().is("empty")
                ? FakeJson.node("[]")
                : FakeJson.node(
                        "[{\"index\":0,\"finish_reason\":%s,\"logprobs\":null,\"message\":%s}]",
                        tools(request, sale) ? "tool_calls" : "stop", message);
        ObjectNode whole = (ObjectNode) FakeJson.node("""
                {"id":%s,"object":"chat.completion","created":1790000000,"model":%s,"system_fingerprint":null,"choices":%s}""", "chatcmpl-" + sale.id(), sale.model(), choices);
        if (!sale.mode().is("nousage")) {
            whole.set("usage", usage(sale, micros));
        }
        return whole;
    }

    private List<String> frames(JsonNode request, FakeSale sale, long micros) {
        List<String> frames = new ArrayList<>();
        frames.add(dialect.comment());
        frames.add(chunk(sale, Map.of("role", "assistant", "content", ""), null));
        if (thinks(sale) || turns(sale)) {
            think(frames, sale, THOUGHT);
        }
        if (tools(request, sale)) {
            ObjectNode call = (ObjectNode) toolCall(request);
            call.put("index", 0);
            frames.add(chunk(sale, Map.of("tool_calls", List.of(call)), null));
        } else if (!sale.mode().is("empty")) {
            String[] words = text(request, sale).splitWithDelimiters(" ", 0);
            for (int i = 0; i < words.length; i++) {
                if (i == words.length / 2 && turns(sale)) {
                    think(frames, sale, SECOND_THOUGHT);
                }
                frames.add(chunk(sale, Map.of("content", words[i]), null));
            }
        }
        ObjectNode more = (ObjectNode) FakeJson.node("{}");
        dialect.message(more, request, sale);
        if (!more.isEmpty()) {
            frames.add(chunk(sale, more, null));
        }
        if (sale.mode().is("stream-error")) {
            frames.add(dialect.streamError());
            return frames;
        }
        frames.add(chunk(sale, Map.of(), tools(request, sale) ? "tool_calls" : "stop"));
        if (!sale.mode().is("nousage")
                && request.at("/stream_options/include_usage").asBoolean(false)) {
            frames.add(
                    "data: " + FakeJson.fill("""
                            {"id":%s,"object":"chat.completion.chunk","created":1790000000,"model":%s,"choices":[],\
                            "usage":%s}""", "chatcmpl-" + sale.id(), sale.model(), usage(sale, micros)) + "\n\n");
        }
        if (!sale.mode().is("nodone")) {
            frames.add("data: [DONE]\n\n");
        }
        return frames;
    }

    private void think(List<String> frames, FakeSale sale, String thought) {
        for (String word : thought.splitWithDelimiters(" ", 0)) {
            frames.add(chunk(sale, Map.of("content", "", aloud(), word), null));
        }
    }

    private static String chunk(FakeSale sale, Object delta, @Nullable String reason) {
        return "data: "
                + FakeJson.fill("""
                        {"id":%s,"object":"chat.completion.chunk","created":1790000000,"model":%s,\
                        "choices":[{"index":0,"delta":%s,"logprobs":null,"finish_reason":""", "chatcmpl-" + sale.id(), sale.model(), delta)
                + (reason == null ? "null" : FakeJson.write(reason))
                + "}]}\n\n";
    }

    private JsonNode usage(FakeSale sale, long micros) {
        int thoughts = thoughtTokens(sale.mode());
        int out = sale.words() + thoughts;
        ObjectNode usage = (ObjectNode) FakeJson.node(
                "{\"prompt_tokens\":%s,\"completion_tokens\":%s,\"total_tokens\":%s}", TOKENS_IN, out, TOKENS_IN + out);
        if (dialect.countsThoughts()) {
            usage.putObject("completion_tokens_details").put("reasoning_tokens", thoughts);
        }
        dialect.usage(usage, micros);
        return usage;
    }

    private int thoughtTokens(FakeMode mode) {
        return mode.is("thought") && dialect.countsThoughts() ? THOUGHT_TOKENS : 0;
    }

    private boolean thinks(FakeSale sale) {
        return sale.mode().is("thought") && !dialect.reasoning().isEmpty();
    }

    /// Whether it thinks, speaks, thinks again and speaks on, under a name that servers of this API have for it where
    /// this one has none.
    private static boolean turns(FakeSale sale) {
        return sale.mode().is("turns");
    }

    private String aloud() {
        return dialect.reasoning().isEmpty() ? "reasoning_content" : dialect.reasoning();
    }

    private static boolean tools(JsonNode request, FakeSale sale) {
        return sale.mode().is("tools")
                && !"none".equals(request.path("tool_choice").asString(""));
    }

    private static JsonNode toolCall(JsonNode request) {
        return FakeJson.node("""
                {"id":"call_1","type":"function","function":{"name":%s,"arguments":"{\\"city\\":\\"Bern\\"}"}}""", request.at("/tools/0/function/name").asString("weather"));
    }

    private static String text(JsonNode request, FakeSale sale) {
        boolean json = request.at("/response_format/type").asString("").startsWith("json");
        return json ? FakeJson.fill("{\"answer\":%s}", sale.text()) : sale.text();
    }
}

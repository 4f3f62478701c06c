package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Chats and responses of the built-in writer, over the whole server: fields, thoughts, items and their order.
@WithServer({"ATELIER_OWNER_EMAIL=owner@example.org", "ATELIER_OWNER_PASSWORD=" + Someone.PASSWORD, "ATELIER_LIMITS=off"
})
class TextRoutesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Someone person;

    TextRoutesTest(RunningServer server) {
        this.person = Someone.signsIn(server, "owner@example.org");
    }

    @Test
    void takesAConversationWithTheUsualFieldsOfClients() {
        var answer = person.post("/v1/chat/completions", """
                {"model":"demo/demo-text","messages":[{"role":"user","content":"tides"}],"n":1,"max_tokens":20,
                 "logprobs":false,"store":true,"user":"u","metadata":{"a":"b"},"service_tier":"auto","tools":[],
                 "prompt_cache_key":"k","stream":false}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/choices/0/finish_reason").asString())
                .isEqualTo("length");
    }

    @Test
    void tellsWhatTheModelThoughtBesideWhatItAnswers() {
        String asked = "{\"model\":\"demo/demo-text\",\"messages\":[{\"role\":\"user\",\"content\":\"tides\"}],"
                + "\"include_reasoning\":%s,\"stream\":%s}";

        var whole = person.post("/v1/chat/completions", asked.formatted(true, false));
        var stream = person.post("/v1/chat/completions", asked.formatted(true, true));
        var quiet = person.post("/v1/chat/completions", asked.formatted(false, false));

        JsonNode usage = JSON.readTree(whole.body()).path("usage");
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt())
                .isPositive()
                .isLessThan(usage.path("completion_tokens").asInt());
        JsonNode message = JSON.readTree(whole.body()).at("/choices/0/message");
        String thought = message.path("reasoning_content").asString("");
        assertThat(thought).as(whole.body()).contains("It will be about tides");
        assertThat(message.path("content").asString()).isNotBlank().doesNotContain(thought);
        var deltas = data(stream.body()).stream()
                .map(chunk -> chunk.at("/choices/0/delta"))
                .toList();
        assertThat(deltas.stream()
                        .map(delta -> delta.path("reasoning_content").asString(""))
                        .collect(Collectors.joining()))
                .isEqualTo(thought);
        assertThat(deltas.stream()
                        .map(delta -> delta.path("content").asString(""))
                        .collect(Collectors.joining()))
                .isNotBlank()
                .doesNotContain(thought);
        assertThat(JSON.readTree(quiet.body()).at("/choices/0/message").has("reasoning_content"))
                .isFalse();
        String id = whole.headers().firstValue("x-atelier-generation-id").orElseThrow();
        JsonNode row =
                JSON.readTree(person.get("/api/generations/" + id).body()).at("/data/result");
        assertThat(row.path("reasoning").asString()).isEqualTo(thought);
        assertThat(row.path("content")).isEqualTo(message.path("content"));
        assertThat(row.path("reasoning_tokens")).isEqualTo(usage.at("/completion_tokens_details/reasoning_tokens"));
    }

    @Test
    void respondsWithAnItemOfWhatTheModelThought() {
        String asked =
                "{\"model\":\"demo/demo-text\",\"input\":\"tides\",\"reasoning\":{\"summary\":\"auto\"},\"stream\":%s}";

        JsonNode whole = JSON.readTree(
                person.post("/v1/responses", asked.formatted(false)).body());
        var events = data(person.post("/v1/responses", asked.formatted(true)).body());

        assertThat(whole.at("/output/0/type").asString()).as(whole.toString()).isEqualTo("reasoning");
        assertThat(whole.at("/output/0/summary/0/type").asString()).isEqualTo("summary_text");
        String thought = whole.at("/output/0/summary/0/text").asString();
        assertThat(thought).contains("It will be about tides");
        assertThat(whole.at("/output/1/type").asString()).isEqualTo("message");
        assertThat(events.stream()
                        .map(event -> event.path("type").asString())
                        .filter(type -> !type.equals("response.output_text.delta")))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events.get(7).at("/item/summary/0/text").asString()).isEqualTo(thought);
        assertThat(events.getLast().at("/response/output/0/id"))
                .isEqualTo(events.get(7).at("/item/id"));
        assertThat(events.getLast().at("/response/output/1/type").asString()).isEqualTo("message");
        assertThat(whole.at("/usage/output_tokens_details/reasoning_tokens").asInt())
                .isPositive()
                .isLessThan(whole.at("/usage/output_tokens").asInt());
        assertThat(events.getLast().at("/response/usage/output_tokens_details"))
                .isEqualTo(whole.at("/usage/output_tokens_details"));
    }

    private static List<JsonNode> data(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    @Test
    void respondsWithAnyModelThatChats() {
        var answer = person.post("/v1/responses", """
                {"model":"demo/demo-text","instructions":"Be brief.","input":"tides","store":false}""");

        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(body.path("object").asString()).isEqualTo("response");
        assertThat(body.path("status").asString()).isEqualTo("completed");
        assertThat(body.at("/output/0/content/0/text").asString()).isNotBlank();
        assertThat(body.at("/usage/output_tokens").asInt()).isPositive();
        assertThat(answer.headers().firstValue("x-atelier-generation-id")).isPresent();
    }

    @Test
    void streamsAResponseInTheOrderThatClientsRelyOn() {
        var answer = person.post("/v1/responses", "{\"model\":\"demo/demo-text\",\"input\":\"tides\",\"stream\":true}");

        var events = answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
        var types = events.stream()
                .map(event -> event.path("type").asString())
                .distinct()
                .toList();
        assertThat(types)
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
        }
        String said =
                events.stream().map(event -> event.path("delta").asString("")).collect(Collectors.joining());
        assertThat(events.getLast().at("/response/output/0/content/0/text").asString())
                .isEqualTo(said)
                .isNotBlank();
    }
}

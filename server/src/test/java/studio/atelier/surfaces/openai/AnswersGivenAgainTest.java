package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who gets an answer from before, who does not, and what it costs: over the whole server, with one server key
/// for all and a provider that counts what it sold (B163, B195).
@Tag("server")
@Tag("process")
class AnswersGivenAgainTest {

    @TempDir
    static Path folder;

    @TempDir
    static Path data;

    private static FakeProviderProcess fake;
    private static RunningServer server;
    private static Someone ada;
    private static Someone eve;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProviderProcess.start(folder);
        fake.writeCatalog(data);
        server = RunningServer.start(Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_LIMITS", "off",
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_OUTBOUND_ALLOW", fake.place(),
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD));
        Someone admin = Someone.signsIn(server, "owner@example.org");
        for (String provider : List.of("fake", "openai")) {
            admin.data("POST", "/api/admin/provider-keys", """
                    {"provider":"%s","key_name":"house","api_key":"sk-again-canary-1","base_url":"%s"}
                    """.formatted(provider, fake.baseUrl()));
        }
        ada = Someone.signsUp(server, "ada@example.org");
        eve = Someone.signsUp(server, "eve@example.org");
        for (Someone who : List.of(ada, eve)) {
            admin.data("POST", "/api/admin/credits", """
                    {"user_id":"%s","amount_micros":10000000,"reason":"for the test"}
                    """.formatted(who.id()));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        fake.close();
    }

    @BeforeEach
    void reset() throws IOException {
        fake.reset();
    }

    @Test
    void theSameAgainIsGivenAgainForNothingAndTheRowSaysSo() throws IOException {
        long before = balance(ada);

        var first = chat(ada, "kites", "\"temperature\":0");
        long paid = before - balance(ada);
        var again = chat(ada, "kites", "\"temperature\":0");

        assertThat(paid).isPositive();
        assertThat(before - balance(ada)).as("paid once").isEqualTo(paid);
        assertThat(fake.purchases()).hasSize(1);
        assertThat(hit(first)).isFalse();
        assertThat(hit(again)).isTrue();
        assertThat(words(again)).isEqualTo(words(first)).contains("kites");
        assertThat(json(again).path("usage")).isEqualTo(json(first).path("usage"));
        assertThat(header(again, "x-atelier-cost-micros")).isEqualTo("0");
        JsonNode row = row(ada, again);
        assertThat(row.path("id")).isNotEqualTo(row(ada, first).path("id"));
        assertThat(row.path("status").asString()).isEqualTo("completed");
        assertThat(row.path("cost_micros").asLong()).isZero();
        assertThat(row.at("/routing/cached_from").asString()).isEqualTo(header(first, "x-atelier-generation-id"));
        assertThat(row.at("/routing/why").asString()).contains("cache");
    }

    @Test
    void whoDoesNotWantItIsNeverGivenAnAnswerAgainAndLeavesNone() throws IOException {
        assertThat(ada.data("GET", "/api/account/answers", null).toString())
                .isEqualTo("{\"reused\":true,\"kept_seconds\":900}");
        chat(ada, "choices", "\"temperature\":0");
        ada.data("PUT", "/api/account/answers", "{\"reused\":false}");
        try {
            for (String asked : List.of("\"temperature\":0", "\"seed\":1", "\"temperature\":0")) {
                assertThat(hit(chat(ada, "choices", asked))).isFalse();
            }
            assertThat(hit(chat(ada, "choices", "\"temperature\":0", "Cache-Control", "max-age=600")))
                    .as("the account has the last word")
                    .isFalse();
            assertThat(hit(chat(eve, "choices", "\"temperature\":0"))).isFalse();
            assertThat(hit(chat(eve, "choices", "\"temperature\":0")))
                    .as("hers alone")
                    .isTrue();
        } finally {
            ada.data("PUT", "/api/account/answers", "{\"reused\":true}");
        }
        assertThat(hit(chat(ada, "choices", "\"seed\":1")))
                .as("nothing was left")
                .isFalse();
        assertThat(hit(chat(ada, "choices", "\"seed\":1"))).isTrue();
    }

    @Test
    void anOrganisationSaysItForItsProjectsAndOnlyWhoRunsItMay() throws IOException {
        String organisation = ada.makes("Choosers");
        ada.brings(eve, organisation, "member");
        String project = ada.data("POST", "/api/projects", "{\"name\":\"Shared\",\"org_id\":\"" + organisation + "\"}")
                .path("id")
                .asString();
        String switched = "/api/organisations/" + organisation + "/answers";

        assertThat(eve.send("PUT", switched, "{\"reused\":false}").statusCode()).isEqualTo(404);
        assertThat(eve.data("GET", switched, null).path("reused").asBoolean()).isTrue();
        ada.data("PUT", switched, "{\"reused\":false}");

        assertThat(eve.data("GET", switched, null).path("reused").asBoolean(true))
                .isFalse();
        for (String within : List.of(project, project)) {
            assertThat(hit(chat(eve, "choosers", "\"temperature\":0", "OpenAI-Project", within)))
                    .isFalse();
        }
        chat(eve, "choosers", "\"temperature\":0");
        assertThat(hit(chat(eve, "choosers", "\"temperature\":0")))
                .as("elsewhere she is asked alone")
                .isTrue();
        assertThat(eve.send("PUT", "/api/account/answers", "{}").statusCode()).isEqualTo(422);
    }

    @Test
    void aSecondPersonNeverGetsTheFirstsAnswer() throws IOException {
        chat(ada, "secrets", "\"temperature\":0");

        var hers = chat(eve, "secrets", "\"temperature\":0");

        assertThat(hit(hers)).isFalse();
        assertThat(Long.parseLong(header(hers, "x-atelier-cost-micros"))).isPositive();
        assertThat(fake.purchases()).hasSize(2);
    }

    @Test
    void anotherProjectAnotherTemperatureAnotherWordIsAnotherRequest() throws IOException {
        String project = ada.data("POST", "/api/projects", "{\"name\":\"One\"}")
                .path("id")
                .asString();

        chat(ada, "boats", "\"temperature\":0");
        for (var other : List.of(
                chat(ada, "boats ", "\"temperature\":0"),
                chat(ada, "boats", "\"temperature\":0,\"max_tokens\":77"),
                chat(ada, "boats", "\"temperature\":0,\"seed\":1"),
                chat(ada, "boats", "\"temperature\":0", "OpenAI-Project", project))) {
            assertThat(hit(other)).isFalse();
        }
        assertThat(fake.purchases()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"said nothing |", "chance | \"temperature\":0.7", "much chance | \"temperature\":1,\"top_p\":0.5"})
    void whereChancePlaysAPartEveryAnswerIsNew(String what, String fields) throws IOException {
        String more = fields == null ? "\"presence_penalty\":0" : fields;

        chat(ada, what, more);

        assertThat(hit(chat(ada, what, more))).isFalse();
        assertThat(fake.purchases()).hasSize(2);
    }

    @Test
    void unlessTheCallerAsksForOneFromBefore() throws IOException {
        chat(ada, "asked for", "\"temperature\":1", "Cache-Control", "max-age=600");

        assertThat(hit(chat(ada, "asked for", "\"temperature\":1", "Cache-Control", "max-age=600")))
                .isTrue();
        assertThat(hit(chat(ada, "asked for", "\"temperature\":1"))).isFalse();
        assertThat(fake.purchases()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache", "No-Cache, max-age=60", "max-age=0"})
    void aHeaderKeepsAnyAnswerOut(String header) throws IOException {
        String what = "kept out by " + header.replace(' ', '-');
        chat(ada, what, "\"temperature\":0");

        assertThat(hit(chat(ada, what, "\"temperature\":0", "Cache-Control", header)))
                .isFalse();
        assertThat(fake.purchases()).hasSize(2);
    }

    @Test
    void whatWasAskedWithNoStoreIsNotKept() throws IOException {
        chat(ada, "not kept", "\"temperature\":0", "Cache-Control", "no-store");

        assertThat(hit(chat(ada, "not kept", "\"temperature\":0"))).isFalse();
        assertThat(fake.purchases()).hasSize(2);
    }

    @Test
    void streamsAreGivenAgainAndToThoseWhoWantItWhole() throws IOException {
        var stream = chat(ada, "rivers", "\"temperature\":0,\"stream\":true");
        var again = chat(ada, "rivers", "\"temperature\":0,\"stream\":true");
        var whole = chat(ada, "rivers", "\"temperature\":0");

        assertThat(fake.purchases()).hasSize(1);
        assertThat(hit(again)).isTrue();
        assertThat(hit(whole)).isTrue();
        assertThat(streamed(again)).isEqualTo(streamed(stream)).isEqualTo(words(whole));
        assertThat(again.body()).contains("\"finish_reason\":\"stop\"", "[DONE]");
    }

    @Test
    void whatWasThoughtIsCountedAgainToo() throws IOException {
        var first = chat(ada, "fake:thought rivers", "\"temperature\":0");
        var again = chat(ada, "fake:thought rivers", "\"temperature\":0");

        assertThat(hit(again)).isTrue();
        assertThat(json(first)
                        .at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(FakeChat.THOUGHT_TOKENS);
        assertThat(json(again).path("usage")).isEqualTo(json(first).path("usage"));
    }

    @Test
    void callsOfToolsAreGivenAgainToo() throws IOException {
        String tools = "\"temperature\":0,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look_up\","
                + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]";

        var first = chat(ada, "fake:tools please", tools);
        var again = chat(ada, "fake:tools please", tools);

        assertThat(hit(again)).isTrue();
        assertThat(json(first).at("/choices/0/message/tool_calls")).isNotEmpty();
        assertThat(json(again).at("/choices/0/message/tool_calls"))
                .isEqualTo(json(first).at("/choices/0/message/tool_calls"));
        assertThat(json(again).at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "moderated", "garbage", "cut-body", "empty", "500"})
    void failuresAreNotKept(String mode) throws IOException {
        fake.mode(mode, 1);
        var failed = chat(ada, mode + " and then well", "\"temperature\":0");
        assertThat(failed.statusCode()).as(failed.body()).isGreaterThanOrEqualTo(400);

        var well = chat(ada, mode + " and then well", "\"temperature\":0");

        assertThat(well.statusCode()).as(well.body()).isEqualTo(200);
        assertThat(hit(well)).isFalse();
    }

    @Test
    void embeddingsAndModerationsAreAlikeEachTime() throws IOException {
        String texts = "{\"model\":\"text-embedding-3-small\",\"input\":[\"a kite\",\"a boat\"],\"dimensions\":4}";
        var first = ada.post("/v1/embeddings", texts);
        var again = ada.post("/v1/embeddings", texts);
        String judged = "{\"input\":\"a kite\"}";
        var verdict = ada.post("/v1/moderations", judged);
        var verdictAgain = ada.post("/v1/moderations", judged);

        assertThat(hit(again)).isTrue();
        assertThat(json(again).path("data")).isNotEmpty().isEqualTo(json(first).path("data"));
        assertThat(hit(verdictAgain)).isTrue();
        assertThat(json(verdictAgain).path("results"))
                .isNotEmpty()
                .isEqualTo(json(verdict).path("results"));
        assertThat(hit(eve.post("/v1/embeddings", texts))).isFalse();
    }

    @Test
    void responsesAreGivenAgain() throws IOException {
        String body = "{\"model\":\"fake/fake-chat\",\"input\":\"about hills\",\"temperature\":0}";

        var first = ada.post("/v1/responses", body);
        var again = ada.post("/v1/responses", body);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(hit(again)).isTrue();
        assertThat(json(again).path("output").toString()).contains("hills");
        assertThat(fake.purchases()).hasSize(1);
    }

    @Test
    void whoRepeatsAPictureOrARunOfTheStudioGetsAnother() throws IOException {
        String picture = "{\"model\":\"fake/fake-image\",\"prompt\":\"a lake\",\"n\":1}";
        String run = "{\"model\":\"fake/fake-chat\",\"type\":\"text\",\"prompt\":\"a lake\","
                + "\"parameters\":{\"temperature\":0}}";

        for (int at = 0; at < 2; at++) {
            assertThat(hit(ada.send("POST", "/v1/images/generations", picture, "Cache-Control", "max-age=600")))
                    .isFalse();
            var ran = ada.post("/functions/v1/generate-content-sync", run);
            assertThat(json(ran).path("cost").isMissingNode()).as(ran.body()).isFalse();
        }

        assertThat(fake.purchases()).hasSize(4);
    }

    private static HttpResponse<String> chat(Someone who, String about, String fields, String... headers) {
        return who.send(
                "POST",
                "/v1/chat/completions",
                "{\"model\":\"fake/fake-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"about " + about + "\"}],"
                        + fields + "}",
                headers);
    }

    private static boolean hit(HttpResponse<String> answer) {
        return header(answer, "x-atelier-cache").equals("hit");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Someone.json(answer);
    }

    private static String words(HttpResponse<String> answer) {
        return json(answer).at("/choices/0/message/content").asString("");
    }

    private static String streamed(HttpResponse<String> answer) {
        StringBuilder words = new StringBuilder();
        answer.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JsonMapper.shared().readTree(line.substring("data: ".length())))
                .forEach(chunk ->
                        words.append(chunk.at("/choices/0/delta/content").asString("")));
        return words.toString();
    }

    private static JsonNode row(Someone who, HttpResponse<String> answer) {
        return who.data("GET", "/api/generations/" + header(answer, "x-atelier-generation-id"), null);
    }

    private static long balance(Someone who) {
        return who.data("GET", "/api/credits", null).path("balance_micros").asLong();
    }
}

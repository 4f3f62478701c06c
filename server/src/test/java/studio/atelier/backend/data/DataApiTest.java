package studio.atelier.backend.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.data.schema.Schema;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.json.JsonMapper;

/// What unmodified clients see of `/rest/v1`, over HTTP and a real database: a table of cases on a small
/// archive of films, and what a table cannot say.
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_DATA_SCHEMAS=cinema,public",
    "ATELIER_DATA_AGGREGATES=on",
    "ATELIER_DATA_PLAN=on",
    "ATELIER_DATA_TX_END=commit-allow-override",
    "ATELIER_DATA_ANON_TIMEOUT=500ms",
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=correct horse battery"
})
class DataApiTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// More often than a driver waits before it prepares a statement for good.
    private static final int OFTEN = 20;

    private final RunningServer server;
    private final Map<String, String> tokens;

    DataApiTest(RunningServer server) {
        this.server = server;
        var keys = server.room(Identity.class).projectKeys();
        this.tokens = Map.of(
                "anon", keys.anon(),
                "service", keys.serviceRole().reveal(),
                "ada", signIn());
    }

    private String signIn() {
        var answer = server.post(
                "/api/auth/signin", "{\"email\":\"owner@example.org\",\"password\":\"correct horse battery\"}");
        return JSON.readTree(answer.body()).at("/data/access_token").asString();
    }

    private void arrange() {
        var owner = server.database().asOwner();
        owner.sql("drop schema if exists cinema cascade").update();
        owner.sql(DataCase.resource("cinema.sql")).update();
        owner.sql("analyze").update();
        // The notice of the change comes when it comes; a test does not wait for it.
        server.room(Schema.class).reload();
    }

    @TestFactory
    Stream<DynamicTest> answersAsDocumented() {
        arrange();
        return Stream.of("reads.txt", "writes.txt", "corners.txt", "clients.txt")
                .flatMap(file -> DataCase.read(file).stream())
                .map(each -> dynamicTest(each.title() + ": " + each.method() + " " + each.path(), () -> check(each)));
    }

    private void check(DataCase wanted) {
        var answer = send(wanted);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(wanted.status());
        wanted.answerHeaders()
                .forEach((name, value) -> assertThat(
                                answer.headers().firstValue(name).orElse("-"))
                        .as(name)
                        .isEqualTo(value));
        if (wanted.answer().startsWith("{") || wanted.answer().startsWith("[")) {
            assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree(wanted.answer()));
        } else {
            assertThat(answer.body()).isEqualTo(wanted.answer());
        }
    }

    private HttpResponse<String> send(DataCase wanted) {
        List<String> headers = new ArrayList<>();
        wanted.headers().forEach((name, value) -> {
            headers.add(name);
            headers.add(value);
        });
        String token = tokens.get(wanted.who());
        if (token != null) {
            headers.add("Authorization");
            headers.add("Bearer " + token);
        }
        return server.send(wanted.method(), "/rest/v1" + wanted.path(), wanted.body(), headers.toArray(String[]::new));
    }

    private HttpResponse<String> ask(String who, String method, String path, @Nullable String body) {
        return server.send(method, "/rest/v1" + path, body, "Authorization", "Bearer " + tokens.get(who));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/studios?select=id&id=eq.1",
                "/studios?select=id&id=in.(1)",
                "/films?select=id&genre=eq.drama&id=eq.3",
                "/films?select=id,age,studios(name)&id=eq.3",
                "/rpc/add?a=1&b=2",
                "/rpc/who"
            })
    void answersTheSameHoweverOftenItIsAsked(String path) {
        arrange();
        String first = ask("ada", "GET", path, null).body();

        for (int i = 0; i < OFTEN; i++) {
            assertThat(ask("ada", "GET", path, null).body()).isEqualTo(first);
        }
    }

    @Test
    void keepsCallersApartOnOneConnection() {
        arrange();
        ask("ada", "POST", "/notes", "{\"body\":\"mine\"}");

        for (int i = 0; i < OFTEN; i++) {
            assertThat(ask("ada", "GET", "/notes?select=body", null).body()).isEqualTo("[{\"body\":\"mine\"}]");
            assertThat(ask("anon", "GET", "/notes?select=body", null).statusCode())
                    .isEqualTo(401);
            assertThat(ask("ada", "GET", "/rpc/who", null).body()).contains("authenticated");
            assertThat(ask("service", "GET", "/rpc/who", null).body()).contains("service_role");
        }
    }

    @Test
    void servesWhatIsMadeWhileItRuns() {
        arrange();
        var owner = server.database().asOwner();
        assertThat(ask("anon", "GET", "/fresh", null).statusCode()).isEqualTo(404);

        owner.sql("create table cinema.fresh (id int primary key, studio_id int references cinema.studios)")
                .update();
        owner.sql("insert into cinema.fresh values (1, 2)").update();

        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(ask("anon", "GET", "/fresh?select=id,studios(name)", null)
                                .body())
                        .isEqualTo("[{\"id\":1,\"studios\":{\"name\":\"Toho\"}}]"));
    }

    @Test
    void endsWhatTakesTooLong() {
        arrange();

        var answer = ask("anon", "POST", "/rpc/slow", "{}");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo("57014");
    }

    @Test
    void refusesTreesThatNeverEnd() {
        String deep = "a(".repeat(40) + "b" + ")".repeat(40);

        var select = ask("anon", "GET", "/films?select=" + deep, null);
        var filter = ask("anon", "GET", "/films?or=" + "(or".repeat(60) + "(id.eq.1" + ")".repeat(61), null);

        assertThat(select.statusCode()).isEqualTo(400);
        assertThat(select.body()).contains("PGRST100", "nested");
        assertThat(filter.statusCode()).isEqualTo(400);
        assertThat(filter.body()).contains("PGRST100", "deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/films?select=id::int)%3Bdrop%20table%20cinema.films",
                "/films?title=eq.'%3B%20drop%20table%20cinema.films%3B--",
                "/films?select=facts-%3E'x'%20or%201=1",
                "/films?select=%22id%22%22%3B%20drop%20table%20cinema.films%3B--%22",
                "/films?order=id%3B%20drop%20table%20cinema.films",
                "/films?id=in.(1);drop%20table%20cinema.films",
                "/secrets?select=word&or=(id.eq.1,word.neq.x)",
                "/studios?select=*,pg_authid(*)",
                "/rpc/pg_read_file?filename=x"
            })
    void letsNoQueryReachPastItsRights(String path) {
        arrange();

        String body = ask("anon", "GET", path, null).body();

        assertThat(body).doesNotContain("hush");
        assertThat(ask("anon", "GET", "/films?select=count()", null).body()).isEqualTo("[{\"count\":5}]");
    }

    @Test
    void describesWhatItServes() {
        arrange();

        var document = JSON.readTree(ask("anon", "GET", "/", null).body());

        assertThat(document.path("swagger").asString()).isEqualTo("2.0");
        assertThat(document.at("/info/title").asString()).isEqualTo("Film archive");
        assertThat(document.at("/definitions/films/properties/year/format").asString())
                .isEqualTo("integer");
        assertThat(document.at("/definitions/films/properties/director_id/description")
                        .asString())
                .contains("<fk table='directors' column='id'/>");
        assertThat(document.at("/definitions/studios/required").size()).isEqualTo(2);
        assertThat(document.path("paths").has("/rpc/add")).isTrue();
    }

    @Test
    void tellsNobodyOfWhatTheyMayNotSee() {
        arrange();

        var forNobody = JSON.readTree(ask("anon", "GET", "/", null).body()).path("definitions");
        var forTheService =
                JSON.readTree(ask("service", "GET", "/", null).body()).path("definitions");

        assertThat(forNobody.has("secrets")).isFalse();
        assertThat(forNobody.has("notes")).isFalse();
        assertThat(forTheService.has("secrets")).isTrue();
    }
}

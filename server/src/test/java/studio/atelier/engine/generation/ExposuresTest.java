package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// Administrators hear of money that nobody covers once it passes what they set, and write off what is lost.
@Tag("server")
class ExposuresTest {

    private static RunningServer server;
    private static Someone admin;
    private static Someone person;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_LIMITS", "off"));
        admin = Someone.signsIn(server, "owner@example.org");
        person = Someone.signsUp(server, "person@example.org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nothingIsInDoubt() {
        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set exposure_micros = 0")
                .update();
        limit("uncovered", null);
        limit("held", null);
    }

    @Test
    void tellsAdministratorsOnceWhenTheLimitIsPassed() {
        limit("uncovered", 50_000L);
        inDoubt("server", 30_000);
        look();
        assertThat(mails()).isZero();

        inDoubt("server", 30_000);
        look();
        look();

        assertThat(mails()).isEqualTo(1);
        assertThat(events()).isEqualTo(1);
        JsonNode totals = admin.data("GET", "/api/admin/exposure", null).path("totals");
        assertThat(totals.path("uncovered_micros").asLong()).isEqualTo(60_000);
        assertThat(totals.path("uncovered_limit_micros").asLong()).isEqualTo(50_000);
        assertThat(totals.path("held_limit_micros").isNull()).isTrue();
    }

    @Test
    void doesNotCountWhatOwnKeysMayBeBilled() {
        inDoubt("own", 70_000);

        JsonNode totals = admin.data("GET", "/api/admin/exposure", null).path("totals");

        assertThat(totals.path("uncovered_micros").asLong()).isZero();
        assertThat(totals.path("in_doubt_own_keys_micros").asLong()).isEqualTo(70_000);
    }

    @Test
    void aWriteOffIsALossOfTheHouseWithReasonAndAudit() {
        UUID id = inDoubt("server", 40_000);

        JsonNode written = admin.data("POST", writeOff(id), "{\"reason\":\"the provider says it never ran\"}");

        assertThat(written.path("written_off_micros").asLong()).isEqualTo(40_000);
        assertThat(transfer(id)).isEqualTo("losses providers 40000 the provider says it never ran");
        assertThat(admin.data("GET", "/api/admin/exposure", null).path("generations"))
                .isEmpty();
        String audit = admin.get("/api/admin/audit?limit=5").body();
        assertThat(audit).contains("generation.written_off", "the provider says it never ran");
        assertThat(Someone.code(admin.post(writeOff(id), "{\"reason\":\"twice\"}")))
                .isEqualTo("404 generation.not_found");
        assertThat(person.data("GET", "/api/credits/statement", null).toString())
                .doesNotContain("write_off");
    }

    @Test
    void aWriteOffOfAnOwnKeyCostsTheHouseNothing() {
        UUID id = inDoubt("own", 40_000);

        admin.data("POST", writeOff(id), "{\"reason\":\"their account\"}");

        assertThat(transfer(id)).isEmpty();
    }

    @Test
    void nothingIsWrittenOffWhileTheProviderIsStillAsked() {
        UUID id = inDoubt("server", 40_000);
        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set state = 'open', paused_at = now() where generation_id = ?")
                .param(id)
                .update();

        assertThat(Someone.code(admin.post(writeOff(id), "{\"reason\":\"early\"}")))
                .isEqualTo("409 generation.not_ended");

        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set state = 'ended', paused_at = null where generation_id = ?")
                .param(id)
                .update();
    }

    @Test
    void aRunThatIsLookedForInVainIsGivenUpAndWrittenOff() {
        UUID id = inDoubt("server", 40_000);
        var database = server.database().asOwner();
        database.sql("""
                update public.generations
                set status = 'running', phase = 'reconciling', completed_at = null, result = null
                where id = ?
                """).param(id).update();
        database.sql("""
                update atelier.generation_runs
                set state = 'open', handle = 'job-1', sent_at = now(), leased_by = 4711,
                    leased_until = now() + interval '1 hour', price = jsonb_set(price, '{amount}', '40000')
                where generation_id = ?
                """).param(id).update();
        Rooms rooms = server.room(Rooms.class);
        Lease asking = rooms.transactions().asSystem("test", tx -> rooms.runs().held(tx, id));

        admin.data("POST", writeOff(id), "{\"reason\":\"their support says it is gone\"}");

        JsonNode row = person.data("GET", "/api/generations/" + id, null);
        assertThat(row.path("status").asString()).isEqualTo("failed");
        assertThat(row.path("error_code").asString()).isEqualTo("generation.outcome_unknown");
        assertThat(row.path("cost_micros").asLong()).isZero();
        assertThat(transfer(id)).isEqualTo("losses providers 40000 their support says it is gone");
        assertThat(count("select coalesce(sum(exposure_micros), 0) from atelier.generation_runs"))
                .isZero();
        // Whoever still asked finds an answer too late.
        Settlement settlement = server.room(Settlement.class);
        var late = new Delivery(rooms.media(), asking, RunObserver.NONE, _ -> {});
        late.text("too late");
        var found = new Outcome.Delivered(studio.atelier.engine.catalog.Usage.UNSAID, null, "stop");
        assertThatThrownBy(() -> settlement.delivered(asking, late, found)).isInstanceOf(LeaseLost.class);
        assertThat(person.data("GET", "/api/generations/" + id, null)
                        .path("status")
                        .asString())
                .isEqualTo("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"reason\":\"  \"}", "{\"reason\":null}"})
    void aWriteOffHasAReason(String body) {
        UUID id = inDoubt("server", 40_000);

        assertThat(Someone.code(admin.post(writeOff(id), body))).isEqualTo("422 generation.invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kind\":\"all\",\"limit_micros\":1}",
                "{\"kind\":\"held\",\"limit_micros\":0}",
                "{\"kind\":\"held\",\"limit_micros\":-5}"
            })
    void refusesLimitsThatAreNone(String body) {
        assertThat(Someone.code(admin.send("PUT", "/api/admin/exposure/limits", body)))
                .isEqualTo("422 generation.invalid");
    }

    @Test
    void isForAdministratorsOnly() {
        UUID id = inDoubt("server", 40_000);

        assertThat(person.get("/api/admin/exposure").statusCode()).isEqualTo(403);
        assertThat(person.post(writeOff(id), "{\"reason\":\"mine\"}").statusCode())
                .isEqualTo(403);
        assertThat(person.send("PUT", "/api/admin/exposure/limits", "{\"kind\":\"held\",\"limit_micros\":5}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(Someone.code(admin.post(writeOff(UUID.randomUUID()), "{\"reason\":\"nothing\"}")))
                .isEqualTo("404 generation.not_found");
    }

    private static String writeOff(UUID id) {
        return "/api/admin/exposure/" + id + "/write-off";
    }

    private static void limit(String kind, @org.jspecify.annotations.Nullable Long micros) {
        admin.data("PUT", "/api/admin/exposure/limits", "{\"kind\":\"" + kind + "\",\"limit_micros\":" + micros + "}");
    }

    private static UUID inDoubt(String keySource, long micros) {
        String id =
                Someone.json(person.post("/api/generate", """
                        {"model":"demo/demo-text","prompt":"in doubt","parameters":{}}
                        """)).at("/data/id").asString();
        org.awaitility.Awaitility.await()
                .until(() -> person.data("GET", "/api/generations/" + id, null), Person::ended);
        var database = server.database().asOwner();
        database.sql("update public.generations set key_source = ? where id = cast(? as uuid)")
                .params(keySource, id)
                .update();
        database.sql("update atelier.generation_runs set exposure_micros = ? where generation_id = cast(? as uuid)")
                .params(micros, id)
                .update();
        return UUID.fromString(id);
    }

    private static void look() {
        server.room(Exposures.class).look();
    }

    private static long mails() {
        return count(
                "select count(*) from atelier.messages where kind = 'exposure' and recipient = 'owner@example.org'");
    }

    private static long events() {
        return count("select count(*) from atelier.events where type = 'generation.exposure_reached.v1'");
    }

    private static long count(String sql) {
        return server.database().asOwner().sql(sql).query(Long.class).single();
    }

    private static String transfer(UUID run) {
        return server.database()
                .asOwner()
                .sql("""
                        select d.kind || ' ' || c.kind || ' ' || t.amount_micros || ' ' || t.reason
                        from atelier.transfers t
                        join atelier.accounts d on d.id = t.debit_account
                        join atelier.accounts c on c.id = t.credit_account
                        where t.once_key = 'write_off:' || cast(? as text)
                        """)
                .param(run.toString())
                .query(String.class)
                .optional()
                .orElse("");
    }
}

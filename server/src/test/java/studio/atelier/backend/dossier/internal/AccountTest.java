package studio.atelier.backend.dossier.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.testkit.Someone.code;
import static studio.atelier.testkit.Someone.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.credits.Reservation;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.money.Micros;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The own data taken along, and an account taken away: nothing that leads to the person stays. Sources:
/// B154, B109, C24; DESIGN 10 (people, money).
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountTest {

    private static final String IMAGE =
            "{\"provider\":\"demo\",\"model\":\"demo-image\",\"type\":\"image\",\"prompt\":\"a red fox\"%s}";

    private final RunningServer server;
    private final Someone owner;

    AccountTest(RunningServer server) {
        this.server = server;
        this.owner = Someone.signsIn(server, "owner@example.org");
    }

    @Test
    void aCopyHoldsTheRowsAndTheFilesAndNoSecret() throws Exception {
        Someone ada = busy("ada.export@example.org");

        HttpResponse<byte[]> answer = download(ada);

        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, byte[]> files = unpacked(answer.body());
        assertThat(files.keySet())
                .contains(
                        "manifest.json",
                        "rows/auth.users.json",
                        "rows/public.users.json",
                        "rows/public.projects.json",
                        "rows/public.generations.json",
                        "rows/atelier.access_keys.json",
                        "rows/ledger.json",
                        "rows/audit_log.json");
        String rows = text(files, "rows/");
        assertThat(rows).contains("ada.export@example.org", "a red fox", "Posters of ada", "sign-up gift");
        assertThat(rows).doesNotContain("$argon2", "key_hash", "cookie_hash", "encrypted_password", "encrypted_key");
        assertThat(files.keySet().stream().filter(name -> name.startsWith("objects/generated-images/")))
                .isNotEmpty();
        assertThat(json(files.get("rows/public.generations.json"))).hasSize(2);
        assertThat(json(files.get("manifest.json"))
                        .at("/rows/public.generations")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aCopyIsForWhoeverSignedInAndOnlyTheOwn() throws Exception {
        Someone ada = busy("ada.only@example.org");
        Someone bob = busy("bob.only@example.org");
        String key = ada.data("POST", "/api/access-keys", "{\"name\":\"script\"}")
                .path("key")
                .asString();

        assertThat(code(server.get("/api/account/export"))).startsWith("401");
        assertThat(code(server.get("/api/account/export", "Authorization", "Bearer " + key)))
                .isEqualTo("403 dossier.sign_in_needed");
        assertThat(text(unpacked(download(bob).body()), ""))
                .doesNotContain("ada.only@example.org", ada.id().toString());
    }

    @Test
    void afterADeletionNothingLeadsToThePersonAnyMore() throws Exception {
        Someone ada = busy("ada.gone@example.org");
        Someone bob = Someone.signsUp(server, "bob.stays@example.org");
        String shared = ada.makes("Shared house");
        ada.makes("House of one");
        ada.brings(bob, shared, "owner");
        String project = ada.data("POST", "/api/projects", "{\"name\":\"Common\",\"org_id\":\"" + shared + "\"}")
                .path("id")
                .asString();
        run(ada, ",\"project_id\":\"" + project + "\"");
        ada.data("POST", "/api/organisations/" + shared + "/invitations", "{\"email\":\"new.one@example.org\"}");
        ada.send("PUT", "/auth/v1/user", "{\"data\":{\"name\":\"Zephyrine Quux\"}}");
        owner.data("PUT", "/api/admin/users/" + ada.id(), "{\"name\":\"Zephyrine Quux\"}");
        assertThat(traces(ada)).isNotEmpty();
        long held = ledgerSum();

        var answer = ada.send(
                "DELETE",
                "/api/account",
                "{\"confirm\":\"Ada.Gone@example.org\",\"password\":\"" + Someone.PASSWORD + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode report = json(answer).path("data");
        assertThat(report.at("/rows/tables/auth.users").asInt()).isEqualTo(1);
        assertThat(report.at("/rows/tables/public.generations").asInt()).isEqualTo(2);
        assertThat(report.at("/rows/total").asInt()).isGreaterThan(10);
        assertThat(report.at("/objects/count").asInt()).isGreaterThan(0);
        assertThat(report.at("/objects/removed_later").asInt()).isZero();
        assertThat(traces(ada)).isEmpty();
        assertThat(filesOf(ada)).isEmpty();
        assertThat(ledgerSum()).isEqualTo(held);
        assertThat(ada.get("/api/projects").statusCode()).isIn(401, 403);
        assertThat(bob.get("/api/generations?project_id=" + project).body()).contains("a red fox");
        assertThat(bob.get("/api/projects").body()).contains("Common");
        assertThat(owner.get("/api/admin/audit?limit=100").body()).contains("deleted person", "identity.user_deleted");
    }

    @Test
    void refusesWithWhatToDo() {
        Someone ada = Someone.signsUp(server, "ada.refused@example.org");
        Someone bob = Someone.signsUp(server, "bob.refused@example.org");
        String org = ada.makes("Left alone");
        ada.brings(bob, org, "member");
        String proof = "\"password\":\"" + Someone.PASSWORD + "\"}";

        assertThat(code(ada.send("DELETE", "/api/account", "{\"confirm\":\"somebody\",\"password\":\"wrong\"}")))
                .isEqualTo("422 identity.invalid");
        var owes = ada.send("DELETE", "/api/account", "{\"confirm\":\"ada.refused@example.org\"," + proof);
        assertThat(code(owes)).isEqualTo("409 organisations.only_owner");
        assertThat(owes.body()).contains("Left alone", "Make another member an owner");
        var last = owner.send("DELETE", "/api/account", "{\"confirm\":\"owner@example.org\"," + proof);
        assertThat(code(last)).isEqualTo("409 identity.last_admin");
        assertThat(code(server.send("DELETE", "/api/account", "{}"))).startsWith("401");
        server.database()
                .asOwner()
                .sql("update auth.sessions set created_at = now() - interval '1 hour' where user_id = ?")
                .param(bob.id())
                .update();
        var old = bob.send("DELETE", "/api/account", "{\"confirm\":\"bob.refused@example.org\"}");
        assertThat(code(old)).isEqualTo("422 identity.invalid");
        assertThat(old.body()).contains("/password");
        assertThat(ada.get("/api/session").body()).contains("ada.refused@example.org");
    }

    @Test
    void aRecentSignInProvesEnough() {
        Someone ada = Someone.signsUp(server, "ada.recent@example.org");

        var answer = ada.send("DELETE", "/api/account", "{\"confirm\":\"ada.recent@example.org\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(traces(ada)).isEmpty();
    }

    @Test
    void whatStillRanIsSettledAndNoHoldStaysOpen() {
        Someone ada = busy("ada.running@example.org");
        var sql = server.database().asOwner();
        UUID sent = UUID.randomUUID();
        UUID waiting = UUID.randomUUID();
        for (UUID id : List.of(sent, waiting)) {
            sql.sql("""
                            insert into public.generations (id, user_id, provider, model, generation_type, prompt, status,
                                                            key_source, estimate_micros)
                            values (?, ?, 'openai', 'gpt', 'text', 'on its way', 'pending', 'server', 1000)
                            """).params(id, ada.id()).update();
            sql.sql("""
                            insert into atelier.generation_runs (generation_id, user_id, provider, available_at, sent_at)
                            values (?, ?, 'openai', now() + interval '1 day', case when ? then now() end)
                            """).params(id, ada.id(), id.equals(sent)).update();
            server.room(Transactions.class)
                    .asSystem(
                            "hold",
                            tx -> server.room(Credits.class)
                                    .reserve(
                                            tx,
                                            new Reservation(
                                                    id,
                                                    Spender.of(ada.id()),
                                                    Reservation.Source.CREDITS,
                                                    Micros.of(1000),
                                                    "a rule")));
        }

        var answer = ada.send("DELETE", "/api/account", "{\"confirm\":\"ada.running@example.org\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(sql.sql("select state from atelier.reservations where id in (?, ?) order by state")
                        .params(sent, waiting)
                        .query(String.class)
                        .list())
                .containsExactly("charged", "released");
        assertThat(sql.sql("select count(*) from atelier.accounts where kind = 'held' and balance_micros <> 0")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /// Somebody who has used the house: a project, pictures, a key, money, mail.
    private Someone busy(String email) {
        Someone person = Someone.signsUp(server, email);
        owner.data(
                "POST",
                "/api/admin/credits",
                "{\"user_id\":\"" + person.id() + "\",\"amount_micros\":50000,\"reason\":\"sign-up gift\"}");
        String project = person.data("POST", "/api/projects", "{\"name\":\"Posters of ada\"}")
                .path("id")
                .asString();
        run(person, ",\"project_id\":\"" + project + "\"");
        run(person, "");
        person.data("POST", "/api/access-keys", "{\"name\":\"laptop\"}");
        server.post("/api/auth/magic-link", "{\"email\":\"" + email + "\"}");
        return person;
    }

    private void run(Someone person, String more) {
        var done = person.post("/functions/v1/generate-content-sync", IMAGE.formatted(more));
        assertThat(done.body()).contains("completed");
    }

    /// Rows of any table that hold id, address or name, by table.
    private List<String> traces(Someone person) {
        var sql = server.database().asOwner();
        List<String> tables = sql.sql("""
                        select format('%I.%I', n.nspname, c.relname)
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.relkind in ('r', 'p', 'm')
                          and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                        """).query(String.class).list();
        assertThat(tables).hasSizeGreaterThan(30);
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            List<String> rows = sql.sql("select left(t::text, 300) from " + table
                            + " t where t::text ilike any (array['%' || ? || '%', '%' || ? || '%', '%Zephyrine%'])")
                    .params(person.id().toString(), person.email())
                    .query(String.class)
                    .list();
            rows.forEach(row -> found.add(table + " " + row));
        }
        return found;
    }

    private List<String> filesOf(Someone person) throws IOException {
        try (var files = Files.walk(server.data().resolve("objects"))) {
            return files.filter(Files::isRegularFile)
                    .map(java.nio.file.Path::toString)
                    .filter(name -> name.contains(person.id().toString()))
                    .toList();
        }
    }

    private long ledgerSum() {
        return server.database()
                .asOwner()
                .sql("select coalesce(sum(balance_micros), 0) from atelier.accounts where holder is not null")
                .query(Long.class)
                .single();
    }

    private HttpResponse<byte[]> download(Someone person) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/account/export"))
                            .header("Authorization", "Bearer " + person.token())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static Map<String, byte[]> unpacked(byte[] zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String folder) {
        StringBuilder all = new StringBuilder();
        files.forEach((name, bytes) -> {
            if (name.startsWith(folder)) {
                all.append(new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return all.toString();
    }
}

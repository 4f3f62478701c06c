package studio.atelier.backend.realtime.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Our own tables by every name they have, and a front end's own.
@WithDatabase
class NamedChangesTest extends ChangesCase {

    private Actor ada = Actor.ANONYMOUS;
    private Actor bob = Actor.ANONYMOUS;

    NamedChangesTest(TestDatabase database) {
        super(database);
    }

    @BeforeEach
    void people() {
        run("drop table if exists public.chat", "delete from auth.users");
        ada = database.person("ada@names.example");
        bob = database.person("bob@names.example");
        settle();
    }

    private UUID job(Actor owner, String prompt) {
        UUID id = database.ids().next();
        run("insert into public.generations (id, user_id, provider, model, generation_type, prompt, phase) values ('"
                + id + "', '" + owner.person() + "', 'demo', 'demo-image', 'image', '" + prompt + "', 'queued')");
        return id;
    }

    private UUID picture(Actor owner, UUID job) {
        UUID id = database.ids().next();
        String name = owner.person() + "/" + id + ".png";
        run(
                "insert into atelier.blobs (id, tenant_id, sha256, size_bytes) values ('" + id + "', '" + owner.person()
                        + "', sha256('" + id + "'::bytea), 12)",
                "insert into storage.objects (id, bucket_id, name, owner_id, blob_id) values ('" + id
                        + "', 'generated-images', '" + name + "', '" + owner.person() + "', '" + id + "')",
                "insert into public.assets (id, generation_id, user_id, source, kind, mime_type, size_bytes, sha256, bucket_id,"
                        + " object_name, token) values ('" + id + "', '" + job + "', '" + owner.person()
                        + "', 'generation', 'image', 'image/png', 12, sha256('x'), 'generated-images', '" + name
                        + "', '"
                        + (id + "abcdefg").substring(0, 43) + "')");
        return id;
    }

    @Test
    void jobsAndTheirStatusFollowTheGeneration() {
        Heard jobs = hear(of(ada), all("jobs"));
        Heard status = hear(of(ada), new Binding("UPDATE", "public", "job_status", null, null));
        Heard both = hear(of(ada), all("generations"), all("jobs"));
        Heard foreign = hear(of(bob), all("jobs"), all("job_status"), all("generations"));

        UUID id = job(ada, "a fox");
        run("update public.generations set status = 'running', phase = 'storing', started_at = now() where id = '" + id
                + "'");

        JsonNode queued = jobs.next();
        assertThat(queued.path("table").stringValue()).isEqualTo("jobs");
        assertThat(queued.path("type").stringValue()).isEqualTo("INSERT");
        assertThat(queued.path("record").path("job_type").stringValue()).isEqualTo("image");
        assertThat(queued.path("record").path("prompt").stringValue()).isEqualTo("a fox");
        assertThat(queued.path("record").has("generation_type")).isFalse();
        assertThat(jobs.next().path("record").path("status").stringValue()).isEqualTo("running");
        JsonNode told = status.next();
        assertThat(told.path("record").path("job_id").stringValue()).isEqualTo(id.toString());
        assertThat(told.path("record").path("progress").intValue()).isEqualTo(90);
        assertThat(told.path("record").path("history").size()).isEqualTo(2);
        assertThat(told.path("old_record").toString()).isEqualTo("{\"id\":\"" + id + "\"}");
        List<String> names = new java.util.ArrayList<>();
        for (int i = 0; i < 4; i++) {
            names.add(both.next().path("table").stringValue());
        }
        assertThat(names).containsExactlyInAnyOrder("generations", "jobs", "generations", "jobs");
        assertThat(foreign.rest()).isEmpty();
    }

    @Test
    void recordsAreWhatTheDataApiShows() {
        Heard jobs = hear(of(ada), all("jobs"));
        Heard status = hear(of(ada), all("job_status"));
        Heard images = hear(of(ada), all("images"));
        Heard profiles = hear(of(ada), all("profiles"));

        UUID id = job(ada, "a fox");
        UUID image = picture(ada, id);
        run("update public.users set name = 'Ada' where id = '" + ada.person() + "'");

        assertThat(jobs.next().path("record")).isEqualTo(shown("jobs", id));
        assertThat(status.next().path("record")).isEqualTo(shown("job_status", id));
        assertThat(images.next().path("record")).isEqualTo(shown("images", image));
        assertThat(profiles.next().path("record")).isEqualTo(shown("profiles", ada.person()));
    }

    private JsonNode shown(String view, UUID id) {
        String text = database.transactions()
                .asUser(
                        ada,
                        tx -> tx.sql("select to_jsonb(v)::text from public." + view + " v where id = :id")
                                .param("id", id)
                                .query(String.class)
                                .single());
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void draftsAreNoJobsAndThePictureInTheTrashIsGone() {
        Heard jobs = hear(of(ada), all("jobs"));
        Heard images = hear(of(ada), all("images"));
        Heard videos = hear(of(ada), all("videos"));
        Heard foreign = hear(of(bob), all("images"));
        UUID job = job(ada, "a fox");
        UUID image = picture(ada, job);
        assertThat(images.next().path("record").path("prompt").stringValue()).isEqualTo("a fox");
        jobs.take();

        run(
                "insert into public.generations (id, user_id, provider, model, generation_type, prompt, status) values ('"
                        + database.ids().next() + "', '" + ada.person() + "', 'demo', 'm', 'image', 'x', 'draft')",
                "update public.assets set deleted_at = now() where id = '" + image + "'",
                "update public.generations set status = 'running' where id = '" + job + "'");

        JsonNode gone = images.next();
        assertThat(gone.path("type").stringValue()).isEqualTo("DELETE");
        assertThat(gone.path("old_record").toString()).isEqualTo("{\"id\":\"" + image + "\"}");
        assertThat(jobs.next().path("record").path("id").stringValue()).isEqualTo(job.toString());
        assertThat(jobs.rest()).isEmpty();
        assertThat(videos.rest()).isEmpty();
        assertThat(foreign.rest()).isEmpty();
    }

    @Test
    void filtersAndColumnsAreThoseOfTheName() {
        Heard done = hear(of(ada), filtered("jobs", "job_type=eq.image,status=in.(pending)"));
        Heard some = hear(of(ada), new Binding("*", "public", "job_status", "progress=lt.100", List.of("status")));

        job(ada, "a fox");

        done.take();
        assertThat(some.next().path("record").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("id", "status");
        assertThat(listen(of(ada), filtered("jobs", "generation_type=eq.image")).take())
                .contains("invalid column for filter generation_type");
        assertThat(listen(anon(), filtered("jobs", "id=eq." + ada.person())).take())
                .contains("invalid column for filter id");
    }

    @Test
    void whoListensToAllHearsAChangeOnce() {
        Heard everything = hear(of(ada), new Binding("INSERT", "public", null, null, null));

        job(ada, "a fox");
        job(ada, "a hare");

        assertThat(everything.next().path("table").stringValue()).isEqualTo("generations");
        assertThat(everything.next().path("record").path("prompt").stringValue())
                .isEqualTo("a hare");
    }

    @Test
    void whatIsNotForPeopleIsNotHeard() {
        for (String table : List.of("role_permissions", "events", "messages")) {
            for (String schema : List.of("auth", "atelier", "realtime", "public")) {
                assertThat(listen(service(), new Binding("*", schema, table, null, null))
                                .take())
                        .startsWith("problem: Unable to subscribe");
            }
        }
    }

    @Test
    void aTableThatAScriptOfTheOperatorMakesIsHeard() throws java.sql.SQLException {
        Heard witness = hear(service(), all("jobs"));
        Heard chat;
        try (var connection = ScriptRole.connect(database.owner());
                var statement = connection.createStatement()) {
            statement.execute("""
                    begin;
                    drop publication if exists supabase_realtime;
                    create publication supabase_realtime;
                    commit;
                    create table public.chat (
                      id bigint primary key generated by default as identity,
                      sender uuid not null default auth.uid() references auth.users,
                      body text
                    );
                    alter table public.chat enable row level security;
                    create policy "own" on public.chat for all using (auth.uid() = sender);
                    alter publication supabase_realtime add table public.chat
                    """);
            // Another publication is read now, from here on.
            assertThat(witness.take()).isEqualTo("lost");
            assertThat(witness.take()).isEqualTo("subscribed");
            settle();
            chat = hear(of(ada), all("chat"));
            statement.execute("insert into public.chat (sender, body) values ('" + bob.person() + "', 'his'), ('"
                    + ada.person() + "', 'hers')");
        }

        assertThat(chat.next().path("record").path("body").stringValue()).isEqualTo("hers");
        assertThat(chat.rest()).isEmpty();
        assertThat(hear(of(ada), all("jobs")).rest()).isEmpty();
    }
}

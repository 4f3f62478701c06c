package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.settings.SettingsReader;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Who is told that files come near what they may have, and how often.
@WithDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaWatchTest extends StorageRoom {

    private final QuotaWatch watch;
    private Actor ada;

    QuotaWatchTest(TestDatabase database, @TempDir Path folder) throws IOException {
        super(database, folder);
        var signals = new Signals(() -> database.owner().connect("test"));
        var mail = MailSettings.read(new SettingsReader(java.util.Map.of()));
        this.watch = new QuotaWatch(
                database.transactions(),
                new Events(signals),
                new Outbox(mail, signals, database.ids()),
                MailTemplate.read("storage-quota", folder),
                new Quotas.Limits(PERSON_MAX, 1000));
    }

    @BeforeEach
    void begin() {
        for (String statement : List.of(
                "truncate atelier.quota_warnings",
                "delete from atelier.messages",
                "delete from atelier.events",
                "alter table storage.objects disable trigger user",
                "delete from storage.objects",
                "alter table storage.objects enable trigger user",
                "update auth.users set email_confirmed_at = null")) {
            database.asOwner().sql(statement).update();
        }
        ada = confirmed(person());
    }

    @Test
    void tellsThePersonAndTheAdministratorsOnceAtEachMark() throws IOException {
        Actor admin = confirmed(person());
        database.asOwner()
                .sql("update auth.users set raw_app_meta_data = '{\"role\":\"admin\"}' where id = :id")
                .param("id", admin.person())
                .update();
        confirmed(person());

        put(ada, "a", 700);
        watch.look();
        assertThat(messages()).isEmpty();

        put(ada, "b", 500);
        watch.look();
        watch.look();
        assertThat(messages())
                .containsExactlyInAnyOrder(email(ada) + ": Storage 80 % full", email(admin) + ": Storage 80 % full");

        put(ada, "c", 400);
        watch.look();
        watch.look();
        assertThat(messages()).hasSize(4).contains(email(ada) + ": Storage 100 % full");
        assertThat(events()).containsExactly("80", "100");
    }

    @Test
    void tellsTheHighestMarkAloneWhenBothArePassedAtOnce() throws IOException {
        put(ada, "a", 900);
        put(ada, "b", 900);

        watch.look();
        watch.look();

        assertThat(messages()).containsExactly(email(ada) + ": Storage 100 % full");
    }

    @Test
    void tellsAgainOnlyAfterTenPercentWereGivenBack() throws IOException {
        put(ada, "a", 600);
        put(ada, "b", 600);
        watch.look();

        shrink("b", 500);
        watch.look();
        shrink("b", 600);
        watch.look();
        assertThat(messages()).as("a little less, and as before").hasSize(1);

        shrink("b", 100);
        watch.look();
        shrink("b", 600);
        watch.look();
        assertThat(messages()).hasSize(2);
    }

    @Test
    void tellsTheOwnersOfAnOrganisation() throws IOException {
        Actor member = confirmed(person());
        UUID org = UUID.randomUUID();
        database.asOwner()
                .sql("insert into public.orgs (id, name) values (:id, 'Ink & Co')")
                .param("id", org)
                .update();
        join(org, ada, "owner");
        join(org, member, "member");
        put(member, "shared", 850);
        database.asOwner()
                .sql("update storage.objects set org_id = :org where name like '%shared'")
                .param("org", org)
                .update();

        watch.look();

        assertThat(messages()).containsExactly(email(ada) + ": Storage 80 % full");
        assertThat(database.asOwner()
                        .sql("select body_html from atelier.messages")
                        .query(String.class)
                        .single())
                .contains("Ink &amp; Co", "850 bytes", "1 KB");
    }

    @Test
    void nodesThatLookAtTheSameTimeTellOnce() throws Exception {
        put(ada, "a", 900);
        put(ada, "b", 900);

        try (var pool = Executors.newFixedThreadPool(4)) {
            Callable<Boolean> look = () -> {
                watch.look();
                return true;
            };
            for (var one : pool.invokeAll(Stream.generate(() -> look).limit(4).toList())) {
                assertThat(one.get()).isTrue();
            }
        }

        assertThat(messages()).containsExactly(email(ada) + ": Storage 100 % full");
    }

    /// As a result comes: without being asked for its room.
    private void put(Actor owner, String name, int bytes) throws IOException {
        var content = new java.io.ByteArrayInputStream(new byte[bytes]);
        try (Draft draft = storage.receive(content, Long.MAX_VALUE)) {
            StagedBlob blob = storage.stage(owner.person(), List.of(draft)).getFirst();
            var object = new NewObject(
                    database.ids().next(),
                    Storage.GENERATED_IMAGES,
                    owner.person() + "/" + name,
                    owner.person(),
                    null,
                    "image/png");
            database.transactions().asSystem("test", tx -> {
                storage.put(tx, object, blob);
                return object;
            });
        }
    }

    private void shrink(String name, int bytes) {
        database.asOwner()
                .sql(
                        "update storage.objects set metadata = jsonb_set(metadata, '{size}', to_jsonb(cast(:size as bigint)))"
                                + " where name like :name")
                .param("size", bytes)
                .param("name", "%/" + name)
                .update();
    }

    private void join(UUID org, Actor person, String role) {
        database.asOwner()
                .sql("insert into public.memberships (org_id, user_id, role) values (:org, :user, :role)")
                .param("org", org)
                .param("user", person.person())
                .param("role", role)
                .update();
    }

    private Actor confirmed(Actor person) {
        database.asOwner()
                .sql("update auth.users set email_confirmed_at = now() where id = :id")
                .param("id", person.person())
                .update();
        return person;
    }

    private String email(Actor person) {
        return database.asOwner()
                .sql("select email from auth.users where id = :id")
                .param("id", person.person())
                .query(String.class)
                .single();
    }

    private List<String> messages() {
        return database.asOwner()
                .sql("select recipient || ': ' || subject from atelier.messages where kind = 'storage_quota'")
                .query(String.class)
                .list();
    }

    private List<String> events() {
        return database.asOwner()
                .sql(
                        "select payload ->> 'percent' from atelier.events where type = 'storage.quota_reached.v1' order by id")
                .query(String.class)
                .list();
    }
}

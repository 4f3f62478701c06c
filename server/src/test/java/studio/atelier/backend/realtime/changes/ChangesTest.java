package studio.atelier.backend.realtime.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.telemetry.Metrics;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.JsonNode;

/// Who hears what, over a front end's own table.
@WithDatabase
class ChangesTest extends ChangesCase {

    private static final UUID ADA = UUID.fromString("0190a1b2-0000-7000-8000-00000000000a");
    private static final UUID BOB = UUID.fromString("0190a1b2-0000-7000-8000-00000000000b");

    ChangesTest(TestDatabase database) {
        super(database);
    }

    @BeforeEach
    void notes() {
        run(
                "drop table if exists public.notes",
                "create table public.notes (id bigint primary key, user_id uuid, body text, secret text)",
                "grant select (id, user_id, body) on public.notes to anon, authenticated",
                "grant select on public.notes to service_role",
                "alter table public.notes enable row level security",
                "create policy own on public.notes for select to authenticated using (user_id = (select auth.uid()))",
                "alter publication supabase_realtime add table public.notes");
    }

    private void insert(int id, UUID owner, String body) {
        run("insert into public.notes values (" + id + ", '" + owner + "', '" + body + "', 'hidden')");
    }

    @Test
    void tellsARowToItsOwnerAndTheServiceAndNobodyElse() {
        Heard ada = hear(person(ADA), all("notes"));
        Heard bob = hear(person(BOB), all("notes"));
        Heard nobody = hear(anon(), all("notes"));
        Heard service = hear(service(), all("notes"));

        insert(1, ADA, "hers");
        insert(2, BOB, "his");

        assertThat(ada.next().path("record").path("body").stringValue()).isEqualTo("hers");
        assertThat(bob.next().path("record").path("body").stringValue()).isEqualTo("his");
        JsonNode first = service.next();
        assertThat(first.path("record").path("secret").stringValue()).isEqualTo("hidden");
        assertThat(service.next().path("record").path("body").stringValue()).isEqualTo("his");
        assertThat(ada.rest()).isEmpty();
        assertThat(bob.rest()).isEmpty();
        assertThat(nobody.rest()).isEmpty();
        assertThat(Metrics.REALTIME_CHANGES.total(meters, "outcome", "delivered"))
                .isGreaterThanOrEqualTo(4);
        assertThat(Metrics.REALTIME_CHANGES_LAG.total(meters, "", "")).isPositive();
    }

    @Test
    void saysADataObjectAsClientsReadIt() {
        Heard ada = hear(person(ADA), all("notes"));

        insert(7, ADA, "one");
        run("update public.notes set body = 'two' where id = 7", "delete from public.notes where id = 7");

        String inserted = ada.take();
        assertThat(inserted)
                .matches("\\{\"schema\":\"public\",\"table\":\"notes\",\"type\":\"INSERT\","
                        + "\"commit_timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\","
                        + "\"columns\":\\[\\{\"name\":\"id\",\"type\":\"int8\"},\\{\"name\":\"user_id\",\"type\":\"uuid\"},"
                        + "\\{\"name\":\"body\",\"type\":\"text\"}],"
                        + "\"record\":\\{\"id\":7,\"user_id\":\"" + ADA + "\",\"body\":\"one\"},\"errors\":null}");
        JsonNode updated = ada.next();
        assertThat(updated.path("type").stringValue()).isEqualTo("UPDATE");
        assertThat(updated.path("record").path("body").stringValue()).isEqualTo("two");
        assertThat(updated.path("old_record").toString()).isEqualTo("{\"id\":7}");
        JsonNode deleted = ada.next();
        assertThat(deleted.has("record")).isFalse();
        assertThat(deleted.path("old_record").toString()).isEqualTo("{\"id\":7}");
    }

    @Test
    void tellsOfRemovedRowsToAllButTheirKeyOnly() {
        run("alter table public.notes replica identity full");
        insert(1, ADA, "hers");
        settle();
        Heard bob = hear(person(BOB), all("notes"));

        run("delete from public.notes where id = 1");

        assertThat(bob.next().path("old_record").toString()).isEqualTo("{\"id\":1}");
    }

    @Test
    void numbersBindingsByWhatTheyAskFor() {
        Binding inserts = new Binding("INSERT", "public", "notes", "id=gt.5", null);
        Heard ada = hear(person(ADA), inserts, all("notes"), filtered("notes", "id=lt.5"));
        Heard again = hear(person(ADA), all("notes"), inserts);
        List<Long> ids = ada.registration().ids();

        insert(9, ADA, "nine");

        ada.take();
        assertThat(ada.nextIds()).containsExactly(ids.get(0), ids.get(1));
        assertThat(again.registration().ids()).containsExactly(ids.get(1), ids.get(0));
    }

    @Test
    void tellsOnlySelectedColumnsAndTheKey() {
        Heard ada = hear(person(ADA), new Binding("*", "public", "notes", null, List.of("body")));

        insert(3, ADA, "three");

        JsonNode told = ada.next();
        assertThat(told.path("record").toString()).isEqualTo("{\"id\":3,\"body\":\"three\"}");
        assertThat(told.path("columns").size()).isEqualTo(2);
    }

    @Test
    void takesTheRightsOfTheNewestToken() {
        Heard listener = hear(person(BOB), all("notes"));
        Heard witness = hear(service(), all("notes"));

        insert(1, ADA, "before");
        witness.take();
        listener.registration().audience(person(ADA));
        insert(2, ADA, "after");
        witness.take();
        listener.registration()
                .audience(new Audience("authenticated", Actor.person(ADA).claims(), 1));
        insert(3, ADA, "expired");
        witness.take();
        listener.registration().audience(service());
        insert(4, BOB, "as the service");

        assertThat(listener.next().path("record").path("body").stringValue()).isEqualTo("after");
        assertThat(listener.next().path("record").path("body").stringValue()).isEqualTo("as the service");
    }

    @Test
    void asksTheDatabaseWhereAPolicyIsOfAnotherKind() {
        run(
                "create table if not exists public.shares (note bigint, reader uuid)",
                "truncate public.shares",
                "grant select on public.shares to authenticated",
                "create policy shared on public.notes for select to authenticated using (exists (select from public.shares s"
                        + " where s.note = notes.id and s.reader = (select auth.uid())))",
                "insert into public.shares values (5, '" + BOB + "')");
        Heard ada = hear(person(ADA), all("notes"));
        Heard bob = hear(person(BOB), all("notes"));

        insert(4, ADA, "hers alone");
        insert(5, ADA, "shared");

        assertThat(bob.next().path("record").path("body").stringValue()).isEqualTo("shared");
        assertThat(ada.next().path("record").path("body").stringValue()).isEqualTo("hers alone");
        assertThat(ada.next().path("record").path("body").stringValue()).isEqualTo("shared");
        assertThat(bob.rest()).isEmpty();
    }
}

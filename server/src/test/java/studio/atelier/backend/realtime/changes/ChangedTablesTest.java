package studio.atelier.backend.realtime.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.JsonNode;

/// Tables of every kind, and what happens to them while somebody listens.
@WithDatabase
class ChangedTablesTest extends ChangesCase {

    private static final UUID ADA = UUID.fromString("0190a1b2-0000-7000-8000-00000000000a");

    ChangedTablesTest(TestDatabase database) {
        super(database);
    }

    @BeforeEach
    void clean() {
        run("drop table if exists public.t, public.t2, public.parted");
    }

    private void table(String definition) {
        run(
                "create table public.t (" + definition + ")",
                "grant select on public.t to anon, authenticated, service_role",
                "alter publication supabase_realtime add table public.t");
    }

    @Test
    void withoutRowLevelSecurityAreToldToAllWithTheWholeOldRow() {
        table("id int primary key, note text");
        run("alter table public.t replica identity full", "insert into public.t values (1, 'one')");
        settle();
        Heard anybody = hear(anon(), all("t"));

        run("update public.t set note = 'two'", "delete from public.t");

        JsonNode updated = anybody.next();
        assertThat(updated.path("old_record").toString()).isEqualTo("{\"id\":1,\"note\":\"one\"}");
        assertThat(anybody.next().path("old_record").toString()).isEqualTo("{\"id\":1,\"note\":\"two\"}");
    }

    @Test
    void withoutPrimaryKeyAreToldAsAnError() {
        table("note text");
        Heard anybody = hear(anon(), all("t"));

        run("insert into public.t values ('one')");

        assertThat(anybody.take())
                .isEqualTo("{\"schema\":\"public\",\"table\":\"t\",\"type\":\"INSERT\","
                        + "\"errors\":[\"Error 400: Bad Request, no primary key\"]}");
    }

    @Test
    void withAKeyThatMayNotBeReadAreToldAsAnError() {
        table("id int primary key, note text");
        run("revoke select on public.t from anon", "grant select (note) on public.t to anon");
        Heard anybody = hear(anon(), all("t"));

        run("insert into public.t values (1, 'one')");

        assertThat(anybody.take())
                .isEqualTo(
                        "{\"schema\":\"public\",\"table\":\"t\",\"type\":\"INSERT\",\"errors\":[\"Error 401: Unauthorized\"]}");
    }

    @Test
    void thatMayNotBeReadAtAllAreNotEvenToldToLoseRows() {
        table("id int primary key");
        run("insert into public.t values (1)", "revoke select on public.t from anon");
        settle();
        Heard nobody = hear(anon(), new Binding("DELETE", "public", "t", null, null));
        Heard service = hear(service(), all("t"));

        run("delete from public.t");

        assertThat(service.next().path("type").stringValue()).isEqualTo("DELETE");
        settle();
        assertThat(nobody.rest()).isEmpty();
    }

    @Test
    void withLargeRowsAreToldByTheirShortValues() {
        table("id int primary key, note text, big text");
        Heard anybody = hear(anon(), all("t"));

        run("insert into public.t values (1, 'short', repeat('x', 1100000))");

        JsonNode told = anybody.next();
        assertThat(told.path("record").toString()).isEqualTo("{\"id\":1,\"note\":\"short\"}");
        assertThat(told.path("errors").toString()).isEqualTo("[\"Error 413: Payload Too Large\"]");
        assertThat(told.path("columns").size()).isEqualTo(3);
    }

    @Test
    void withLargeValuesThatDidNotChangeAreToldWithoutThem() {
        table("id int primary key, note text, big text");
        run(
                "alter table public.t alter big set storage external",
                "insert into public.t values (1, 'one', repeat('x', 9000))");
        settle();
        Heard anybody = hear(anon(), all("t"));

        run(
                "update public.t set note = 'two'",
                "alter table public.t replica identity full",
                "update public.t set note = 'three'");

        assertThat(anybody.next().path("record").toString()).isEqualTo("{\"id\":1,\"note\":\"two\"}");
        assertThat(anybody.next().path("record").path("big").stringValue()).hasSize(9000);
    }

    @Test
    void thatArePartitionedAreToldUnderTheirOwnName() {
        run(
                "create table public.parted (id int, at date, primary key (id, at)) partition by range (at)",
                "create table public.parted_26 partition of public.parted for values from ('2026-01-01') to ('2027-01-01')",
                "grant select on public.parted to anon",
                "alter publication supabase_realtime add table public.parted");
        Heard anybody = hear(anon(), all("parted"));

        run("insert into public.parted values (1, '2026-05-05')");

        assertThat(anybody.next().path("record").toString()).isEqualTo("{\"id\":1,\"at\":\"2026-05-05\"}");
    }

    @Test
    void withGeneratedColumnsAreToldWithThem() {
        table("id int primary key, twice int generated always as (id * 2) stored");
        Heard anybody = hear(anon(), all("t"));

        run("insert into public.t values (21)");

        assertThat(anybody.next().path("record").toString()).isEqualTo("{\"id\":21,\"twice\":42}");
    }

    @Test
    void thatJoinThePublicationAreHeardByWhoeverListensToAll() {
        run("create table public.t2 (id int primary key)", "alter publication supabase_realtime add table public.t2");
        Heard everything = hear(anon(), new Binding("*", "*", "*", null, null));
        Heard schema = hear(anon(), new Binding("INSERT", "public", null, null, null));
        Heard pattern = hear(anon(), new Binding("*", "public", "t%", null, null));

        table("id int primary key");
        run("insert into public.t values (1)");

        for (Heard each : List.of(everything, schema, pattern)) {
            assertThat(each.next().path("table").stringValue()).isEqualTo("t");
        }
    }

    @Test
    void thatGetColumnsAndPoliciesMeanwhileAreToldAsTheyAreThen() {
        table("id int primary key, owner uuid");
        Heard ada = hear(person(ADA), all("t"));

        run("insert into public.t values (1, null)");
        assertThat(ada.next().path("record").toString()).isEqualTo("{\"id\":1,\"owner\":null}");
        run("alter table public.t add column note text", "insert into public.t values (2, null, 'new')");
        assertThat(ada.next().path("record").toString()).isEqualTo("{\"id\":2,\"owner\":null,\"note\":\"new\"}");
        run(
                "alter table public.t enable row level security",
                "insert into public.t values (3, '" + ADA + "')",
                "create policy own on public.t for select using (owner = auth.uid() and id > 3)",
                "drop policy own on public.t",
                "create policy own on public.t for select using (owner = auth.uid() and id <> 3)",
                "insert into public.t values (4, '" + ADA + "')",
                "insert into public.t values (5, null)");
        assertThat(ada.next().path("record").path("id").intValue()).isEqualTo(4);
        // Row 5 is judged by the policies that stand when it is heard.
        settle();
        run(
                "drop policy own on public.t",
                "create policy odd on public.t for select using (id % 2 = 1)",
                "insert into public.t values (6, '" + ADA + "')",
                "insert into public.t values (7, null)");
        assertThat(ada.next().path("record").path("id").intValue()).isEqualTo(7);
        run("revoke select on public.t from authenticated", "insert into public.t values (9, null)");
        assertThat(ada.next().path("errors").get(0).stringValue()).isEqualTo("Error 401: Unauthorized");
        assertThat(ada.rest()).isEmpty();
    }

    @Test
    void withRestrictivePoliciesOrFunctionsAreAskedAbout() {
        table("id int primary key, owner uuid");
        run(
                "alter table public.t enable row level security",
                "create policy everybody on public.t for select using (true)",
                "create policy but on public.t as restrictive for select using (id > 10)");
        Heard anybody = hear(anon(), all("t"));
        Heard service = hear(service(), all("t"));

        run("insert into public.t values (1, null)", "insert into public.t values (11, null)");

        assertThat(anybody.next().path("record").path("id").intValue()).isEqualTo(11);
        assertThat(service.next().path("record").path("id").intValue()).isEqualTo(1);
        service.take();
        run(
                "drop policy but on public.t",
                "create or replace function public.fails(integer) returns boolean language sql stable as 'select 1 / ($1 - $1) = 1'",
                "create policy but on public.t as restrictive for select using (public.fails(id))",
                "insert into public.t values (12, null)");
        service.take();
        assertThat(anybody.rest()).as("a policy that fails shows nothing").isEmpty();
    }

    @Test
    void withManyRowsInOneTransactionAreToldInOrderAndOnce() {
        table("id int primary key, owner uuid");
        run(
                "alter table public.t enable row level security",
                "create policy own on public.t for select using (owner = (select auth.uid()))");
        Heard ada = hear(person(ADA), all("t"));
        Heard even = hear(person(ADA), filtered("t", "id=lte.3"));

        run("insert into public.t select n, '" + ADA + "' from generate_series(1, 10000) as n");

        for (int i = 1; i <= 10_000; i++) {
            assertThat(ada.next().path("record").path("id").intValue()).isEqualTo(i);
        }
        assertThat(ada.rest()).isEmpty();
        assertThat(even.rest()).hasSize(3);
    }

    @Test
    void areLostAndFoundAgainWhenTheLogIsInterrupted() {
        table("id int primary key");
        Heard anybody = hear(anon(), all("t"));
        run("insert into public.t values (1)");
        anybody.take();

        database.asOwner()
                .sql(
                        "select count(pg_terminate_backend(pid)) from pg_stat_replication where application_name = 'atelier feed'")
                .query(Long.class)
                .single();

        assertThat(anybody.take()).isEqualTo("lost");
        assertThat(anybody.take()).isEqualTo("subscribed");
        run("insert into public.t values (2)");
        assertThat(anybody.next().path("record").path("id").intValue()).isEqualTo(2);
        assertThat(anybody.rest()).isEmpty();
    }

    @Test
    void tellNothingMoreToWhoeverLeft() {
        table("id int primary key");
        Heard left = hear(anon(), all("t"));
        Heard stays = hear(anon(), all("t"));

        left.close();
        run("insert into public.t values (1)");

        stays.take();
        assertThat(left.rest()).isEmpty();
    }

    @Test
    void tellMembersWhatIsOfTheirOrganisationAndNobodyWhoHasLeft() {
        UUID ben = database.person("ben@tables.example").person();
        UUID org = database.ids().next();
        UUID other = database.ids().next();
        run(
                "insert into public.orgs (id, name) values ('" + org + "', 'one'), ('" + other + "', 'two')",
                "insert into public.memberships (org_id, user_id, role) values ('" + org + "', '" + ben
                        + "', 'viewer')");
        table("id int primary key, org_id uuid");
        run(
                "alter table public.t enable row level security",
                "create policy members on public.t for select to authenticated"
                        + " using (org_id = any ((select auth.permitted_orgs('projects.read'))::uuid[]))");
        Heard listener = hear(person(ben), all("t"));

        run("insert into public.t values (1, '" + org + "')", "insert into public.t values (2, '" + other + "')");
        assertThat(listener.next().path("record").path("id").intValue()).isEqualTo(1);
        settle();
        run(
                "insert into public.memberships (org_id, user_id, role) values ('" + other + "', '" + ben
                        + "', 'viewer')",
                "insert into public.t values (3, '" + other + "')");
        assertThat(listener.next().path("record").path("id").intValue()).isEqualTo(3);
        run(
                "delete from public.memberships where org_id = '" + org + "'",
                "insert into public.t values (4, '" + org + "')",
                "insert into public.t values (5, '" + other + "')");

        assertThat(listener.next().path("record").path("id").intValue()).isEqualTo(5);
        assertThat(listener.rest()).isEmpty();
    }
}

package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.good;
import static studio.atelier.surfaces.storage.StorageClient.refused;
import static studio.atelier.surfaces.storage.StorageClient.text;

import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.testkit.LiveNews;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The folder of an organisation, decided by policies that a front end wrote itself with a helper of its own: in a
/// bucket of its own, and in one that comes with the server.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganisationFoldersTest extends StoragePeople {

    private StorageClient member;
    private StorageClient viewer;
    private UUID house;
    private UUID other;

    OrganisationFoldersTest(RunningServer server) {
        super(server);
        this.member = nobody;
        this.viewer = nobody;
    }

    /// As it stands in the migrations of a front end.
    @BeforeAll
    void policies() throws SQLException {
        Someone may = Someone.signsUp(server, "may@example.org");
        Someone vic = Someone.signsUp(server, "vic@example.org");
        Someone eveHerself = Someone.signsIn(server, "eve@example.org");
        member = new StorageClient(server, may.token());
        viewer = new StorageClient(server, vic.token());
        house = organisation("House");
        other = organisation("Other");
        joins(house, adaHerself, "owner");
        joins(house, may, "member");
        joins(house, vic, "viewer");
        joins(other, eveHerself, "owner");
        try (Connection script = ScriptRole.connect(server.database().owner());
                var statement = script.createStatement()) {
            statement.execute("""
                    insert into storage.buckets (id, name, public) values ('team', 'team', false);
                    create function public.may_in_org(org text, roles text[]) returns boolean
                      language sql stable security definer set search_path = ''
                      as $$ select exists (select 1 from public.memberships m
                                           where m.org_id::text = org and m.user_id = auth.uid() and m.role = any (roles)) $$;
                    create policy "team reads" on storage.objects for select to authenticated
                      using (bucket_id in ('team', 'user-uploads')
                             and public.may_in_org((storage.foldername(name))[1], array['owner', 'admin', 'member', 'viewer']));
                    create policy "team uploads" on storage.objects for insert to authenticated
                      with check (bucket_id in ('team', 'user-uploads')
                                  and public.may_in_org((storage.foldername(name))[1], array['owner', 'admin', 'member']));
                    create policy "team changes" on storage.objects for update to authenticated
                      using (bucket_id in ('team', 'user-uploads')
                             and public.may_in_org((storage.foldername(name))[1], array['owner', 'admin', 'member']));
                    create policy "team removes" on storage.objects for delete to authenticated
                      using (bucket_id in ('team', 'user-uploads')
                             and public.may_in_org((storage.foldername(name))[1], array['owner', 'admin']));
                    """);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"team", "user-uploads"})
    void membersUploadReplaceAndReadAndOthersDoNot(String bucket) {
        String name = house + "/" + UUID.randomUUID() + "/brief.txt";
        String place = bucket + "/" + name;

        good(member.upload(place, "first", "Content-Type", "text/plain"));
        good(ada.upload(place, "second", "Content-Type", "text/plain", "x-upsert", "true"));

        for (StorageClient each : new StorageClient[] {ada, member, viewer}) {
            assertThat(text(each.get("/object/authenticated/" + place))).isEqualTo("second");
        }
        String denied = "new row violates row-level security policy";
        refused(viewer.upload(place + "2", "x", "Content-Type", "text/plain"), 400, "403", "AccessDenied", denied);
        refused(eve.upload(place + "2", "x", "Content-Type", "text/plain"), 400, "403", "AccessDenied", denied);
        refused(
                eve.upload(place, "x", "Content-Type", "text/plain", "x-upsert", "true"),
                400,
                "403",
                "AccessDenied",
                denied);
        refused(anon.upload(place + "2", "x", "Content-Type", "text/plain"), 400, "403", "AccessDenied", denied);
        refused(
                member.upload(bucket + "/" + other + "/x.txt", "x", "Content-Type", "text/plain"),
                400,
                "403",
                "AccessDenied",
                denied);
        refused(eve.get("/object/authenticated/" + place), 400, "404", "NoSuchKey", "Object not found");
        assertThat(names(viewer, bucket, name)).isEqualTo(1);
        assertThat(names(eve, bucket, name)).isZero();
    }

    @Test
    void onlyThoseWhomThePolicyLetsMoveAndRemove() {
        String name = house + "/" + UUID.randomUUID() + ".txt";
        good(member.upload("team/" + name, "kept", "Content-Type", "text/plain"));
        String remove = "{\"prefixes\":[\"" + name + "\"]}";

        assertThat(good(viewer.json("DELETE", "/object/team", remove))).isEmpty();
        assertThat(good(member.json("DELETE", "/object/team", remove))).isEmpty();
        assertThat(good(eve.json("DELETE", "/object/team", remove))).isEmpty();
        String move = "{\"bucketId\":\"team\",\"sourceKey\":\"" + name + "\",\"destinationKey\":\"%s\"}";
        refused(
                eve.json("POST", "/object/move", move.formatted(other + "/mine.txt")),
                400,
                "404",
                "NoSuchKey",
                "Object not found");
        good(member.json("POST", "/object/move", move.formatted(house + "/moved-" + name.substring(37))));

        assertThat(good(ada.json(
                        "DELETE", "/object/team", remove.replace(name, house + "/moved-" + name.substring(37)))))
                .hasSize(1);
    }

    @Test
    void whomThePolicyLetsReadHearsOfItAndNobodyElseDoes() throws Exception {
        String name = house + "/" + UUID.randomUUID() + ".txt";
        String theirs = other + "/" + UUID.randomUUID() + ".txt";
        try (HttpClient client = HttpClient.newHttpClient();
                LiveNews heard = LiveNews.of(server, client, viewer.token());
                LiveNews elsewhere = LiveNews.of(server, client, eve.token())) {
            good(member.upload("team/" + name, "x", "Content-Type", "text/plain"));
            good(eve.upload("team/" + theirs, "x", "Content-Type", "text/plain"));
            Predicate<JsonNode> ofThese =
                    news -> Set.of(name, theirs).contains(news.path("name").asString());
            JsonNode came = heard.next("storage", ofThese);
            good(ada.json("DELETE", "/object/team", "{\"prefixes\":[\"" + name + "\"]}"));
            JsonNode went = heard.next("storage", ofThese);
            JsonNode own = elsewhere.next("storage", ofThese);

            assertThat(came.path("name").asString()).isEqualTo(name);
            assertThat(came.path("gone").asBoolean()).isFalse();
            assertThat(went.path("name").asString()).isEqualTo(name);
            assertThat(went.path("gone").asBoolean()).isTrue();
            assertThat(own.path("name").asString()).as("of others nothing").isEqualTo(theirs);
            client.shutdownNow();
        }
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from storage.objects where name = :name")
                        .param("name", name)
                        .query(Long.class)
                        .single())
                .as("asking puts nothing back")
                .isZero();
    }

    /// Files of an organisation wait in its trash: whoever manages them there hears of them, and who only looks on does
    /// not.
    @Test
    void whoManagesTheTrashHearsWhatIsRestoredAndWhatIsGoneForGood() throws Exception {
        Someone may = Someone.signsIn(server, "may@example.org");
        Someone mia = Someone.signsUp(server, "mia@example.org");
        joins(house, mia, "admin");
        String restored = may.id() + "/" + UUID.randomUUID() + ".txt";
        String removed = may.id() + "/" + UUID.randomUUID() + ".txt";
        String gone = "/api/storage/trash/" + thrownAway(mia, removed);
        String back = "/api/storage/trash/" + thrownAway(mia, restored) + "/restore";
        try (HttpClient client = HttpClient.newHttpClient();
                LiveNews manager = LiveNews.of(server, client, ada.token());
                LiveNews onlooker = LiveNews.of(server, client, viewer.token());
                LiveNews stranger = LiveNews.of(server, client, eve.token())) {
            // What happened before was told once this is heard: news come in their order.
            String before = uploaded(member, house);
            manager.next("storage", named(before));
            onlooker.next("storage", named(before));

            assertThat(mia.send("DELETE", gone, null).statusCode()).isEqualTo(204);
            JsonNode forGood = manager.next("storage", named(removed));
            assertThat(mia.send("POST", back, null).statusCode()).isEqualTo(200);
            JsonNode left = manager.next("storage", named(restored));
            String after = uploaded(member, house);
            String theirs = uploaded(eve, other);

            assertThat(forGood.path("gone").asBoolean()).isTrue();
            assertThat(forGood.path("bucket_id").asString()).isEqualTo("user-uploads");
            assertThat(left.path("bucket_id").asString()).isEqualTo("user-uploads");
            assertThat(onlooker.next("storage", named(removed, after))
                            .path("name")
                            .asString())
                    .as("of what is gone for good nothing")
                    .isEqualTo(after);
            assertThat(stranger.next("storage", named(removed, restored, after, theirs))
                            .path("name")
                            .asString())
                    .as("of others nothing")
                    .isEqualTo(theirs);
            client.shutdownNow();
        }
    }

    private static Predicate<JsonNode> named(String... names) {
        return news -> Set.of(names).contains(news.path("name").asString());
    }

    private static String uploaded(StorageClient who, UUID organisation) {
        String name = organisation + "/" + UUID.randomUUID() + ".txt";
        good(who.upload("team/" + name, "x", "Content-Type", "text/plain"));
        return name;
    }

    /// A file of the member that belongs to the house and waits in its trash.
    ///
    /// @return its id there
    private String thrownAway(Someone manager, String name) {
        good(member.upload("user-uploads/" + name, "x", "Content-Type", "text/plain"));
        good(member.json("DELETE", "/object/user-uploads", "{\"prefixes\":[\"" + name + "\"]}"));
        assertThat(server.database()
                        .asOwner()
                        .sql("update atelier.trashed_objects set org_id = :org where name = :name")
                        .param("org", house)
                        .param("name", name)
                        .update())
                .isOne();
        for (JsonNode entry : manager.data("GET", "/api/storage/trash", null).path("objects")) {
            if (entry.path("name").asString().equals(name)) {
                return entry.path("id").asString();
            }
        }
        throw new AssertionError(name + " is not in the trash");
    }

    private int names(StorageClient who, String bucket, String name) {
        JsonNode found = good(who.json(
                "POST",
                "/object/list/" + bucket,
                "{\"prefix\":\"" + name.substring(0, name.lastIndexOf('/')) + "\",\"limit\":10}"));
        return found.size();
    }

    private UUID organisation(String called) {
        UUID id = server.database().ids().next();
        server.database()
                .asOwner()
                .sql("insert into public.orgs (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", called)
                .update();
        return id;
    }

    private void joins(UUID organisation, Someone person, String role) {
        server.database()
                .asOwner()
                .sql("insert into public.memberships (org_id, user_id, role) values (:org, :person, :role)")
                .param("org", organisation)
                .param("person", person.id())
                .param("role", role)
                .update();
    }
}

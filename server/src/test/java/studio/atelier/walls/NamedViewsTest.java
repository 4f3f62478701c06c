package studio.atelier.walls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.database.Actor;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// The other names of our tables: `images`, `videos`, `jobs`, `job_status`. Whoever sees a row of the base
/// sees it here, and what may be written is written through.
@WithDatabase
class NamedViewsTest {

    private static final String SERVICE = "service_role";

    private final TestDatabase database;
    private Actor ada = Actor.ANONYMOUS;
    private Actor bob = Actor.ANONYMOUS;

    NamedViewsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void people() {
        run("delete from auth.users");
        ada = database.person("ada@views.example");
        bob = database.person("bob@views.example");
    }

    private UUID generation(Actor owner, String type, String status) {
        UUID id = database.ids().next();
        run("insert into public.generations (id, user_id, provider, model, generation_type, prompt, parameters, status,"
                + " completed_at) values ('" + id + "', '" + owner.person() + "', 'demo', 'demo-" + type + "', '" + type
                + "', 'a red fox', '{\"effect\": \"zoom\", \"tokens\": {\"FIRSTNAME\": \"Ada\"}}', '" + status + "',"
                + (status.equals("completed") ? "now()" : "null") + ")");
        return id;
    }

    private String object(Actor owner, String bucket, String type) {
        UUID blob = database.ids().next();
        String name = owner.person() + "/pictures/a b-" + blob + ".png";
        run(
                "insert into atelier.blobs (id, tenant_id, sha256, size_bytes) values ('" + blob + "', '"
                        + owner.person() + "', sha256('" + blob + "'::bytea), 12)",
                "insert into storage.objects (id, bucket_id, name, owner_id, blob_id, metadata) values ('" + blob
                        + "', '"
                        + bucket + "', '" + name + "', '" + owner.person() + "', '" + blob + "', '{\"mimetype\": \""
                        + type
                        + "\"}')");
        return name;
    }

    private UUID asset(Actor owner, UUID generation, String kind) {
        UUID id = database.ids().next();
        String name = object(owner, "generated-" + kind + "s", kind + "/x");
        run(
                "insert into public.assets (id, generation_id, user_id, source, kind, mime_type, width, height, duration_ms,"
                        + " size_bytes, sha256, bucket_id, object_name, token) values ('" + id + "', '" + generation
                        + "', '"
                        + owner.person() + "', 'generation', '" + kind + "', '" + kind
                        + "/x', 640, 480, 4800, 12, sha256('x'),"
                        + " 'generated-" + kind + "s', '" + name + "', '" + token(id) + "')");
        return id;
    }

    private static String token(UUID id) {
        return (id + "abcdefg").substring(0, 43);
    }

    @Test
    void showAPictureWithWhatItWasMadeFromToItsOwnerAlone() {
        UUID id = asset(ada, generation(ada, "image", "completed"), "image");

        Map<String, Object> image = one(ada, "select * from public.images");

        assertThat(image)
                .containsEntry("id", id)
                .containsEntry("user_id", ada.person())
                .containsEntry("image_url", "/media/" + token(id))
                .containsEntry("prompt", "a red fox")
                .containsEntry("model", "demo-image")
                .containsEntry("status", "completed");
        assertThat(image.get("tokens")).hasToString("{\"FIRSTNAME\": \"Ada\"}");
        assertThat(count(bob, "public.images")).isZero();
        assertThat(count(ada, "public.videos")).isZero();
    }

    @Test
    void showAClipWithLengthAndSize() {
        asset(ada, generation(ada, "video", "completed"), "video");

        assertThat(one(ada, "select * from public.videos"))
                .containsEntry("effect", "zoom")
                .containsEntry("duration", 5)
                .containsEntry("resolution", "640x480")
                .containsEntry("payment_status", "completed");
        assertThat(count(bob, "public.videos")).isZero();
        assertThat(count(ada, "public.images")).isZero();
    }

    @Test
    void showEveryJobAndItsStatusOutOfOneRow() {
        UUID pending = generation(ada, "image", "pending");
        UUID done = generation(ada, "image", "completed");
        generation(ada, "image", "draft");
        generation(bob, "image", "pending");

        assertThat(ids(ada, "public.jobs")).containsExactlyInAnyOrder(pending, done);
        assertThat(ids(ada, "public.job_status")).containsExactlyInAnyOrder(pending, done);
        assertThat(one(
                        ada,
                        "select status, progress, jsonb_array_length(history) as steps from public.job_status where job_id = '"
                                + done + "'"))
                .containsEntry("status", "completed")
                .containsEntry("progress", 100)
                .containsEntry("steps", 2);
        run("update public.generations set deleted_at = now() where id = '" + done + "'");
        assertThat(ids(ada, "public.jobs")).containsExactly(pending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs (status)", "job_status (status)"})
    void refuseJobsThatAreInsertedAndNameTheFunction(String into) {
        assertThatThrownBy(() -> write(ada, "insert into public." + into + " values ('pending')"))
                .hasStackTraceContaining("queue-job");
    }

    @Test
    void importAStoredPictureByWhateverNamesIt() {
        String path = object(ada, "user-uploads", "image/png");
        String url =
                "https://studio.example/storage/v1/object/sign/user-uploads/" + path.replace(" ", "%20") + "?token=x";

        Map<String, Object> made = one(
                ada,
                "insert into public.images (image_url, prompt, model, settings, metadata) values ('" + url
                        + "', 'found', 'gemini', '{\"size\": 1}', '{\"from\": \"me\"}') returning *");

        assertThat(made).containsEntry("user_id", ada.person()).containsEntry("prompt", "found");
        assertThat(String.valueOf(made.get("image_url"))).matches("/media/[A-Za-z0-9_-]{43}");
        assertThat(count(ada, "public.images")).isOne();
        assertThat(count(bob, "public.images")).isZero();
        assertThatThrownBy(
                        () -> write(ada, "insert into public.images (image_url) values ('user-uploads/" + path + "')"))
                .hasStackTraceContaining("assets_object_idx");
    }

    @ParameterizedTest
    @CsvSource({
        "user-uploads/nowhere.png, There is no stored picture of yours",
        "https://elsewhere.example/cat.png, There is no stored picture of yours",
        "'', There is no stored picture of yours"
    })
    void importNothingThatIsNotThere(String url, String sentence) {
        assertThatThrownBy(() -> write(ada, "insert into public.images (image_url) values ('" + url + "')"))
                .hasStackTraceContaining(sentence);
    }

    @Test
    void importNothingOfOthersAndNothingThatIsNoPicture() {
        String foreign = object(bob, "user-uploads", "image/png");
        String drawing = object(ada, "user-uploads", "image/svg+xml");

        assertThatThrownBy(() ->
                        write(ada, "insert into public.images (image_url) values ('user-uploads/" + foreign + "')"))
                .hasStackTraceContaining("There is no stored picture of yours");
        assertThatThrownBy(() ->
                        write(ada, "insert into public.images (image_url) values ('user-uploads/" + drawing + "')"))
                .hasStackTraceContaining("is not a picture");
        String mine = object(ada, "user-uploads", "image/png");
        assertThatThrownBy(() -> write(
                        ada,
                        "insert into public.images (image_url, user_id) values ('user-uploads/" + mine + "', '"
                                + bob.person() + "')"))
                .hasStackTraceContaining("row-level security");
    }

    @Test
    void trashAPictureForItsMakerAndForgetAnImportedOne() {
        UUID made = asset(ada, generation(ada, "image", "completed"), "image");
        String path = object(ada, "user-uploads", "image/png");
        write(ada, "insert into public.images (image_url) values ('user-uploads/" + path + "')");

        assertThat(write(bob, "delete from public.images")).isZero();
        assertThat(count(ada, "public.images")).isEqualTo(2);
        assertThat(write(ada, "delete from public.images")).isEqualTo(2);

        assertThat(count(ada, "public.images")).isZero();
        assertThat(database.asOwner()
                        .sql("select id from public.assets where deleted_at is not null")
                        .query(UUID.class)
                        .list())
                .isEqualTo(List.of(made));
        assertThat(database.asOwner()
                        .sql(
                                "select count(*) from storage.objects where bucket_id = 'user-uploads' and owner_id = :owner")
                        .param("owner", ada.person().toString())
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update public.images set prompt = 'other'",
                "update public.jobs set status = 'completed'",
                "update public.job_status set status = 'completed'",
                "delete from public.jobs",
                "delete from public.videos",
                "insert into public.videos (prompt) values ('x')"
            })
    void refuseAllOtherWrites(String statement) {
        assertThatThrownBy(() -> write(ada, statement)).hasStackTraceContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images", "videos", "jobs", "job_status"})
    void areClosedToNobodyAndOpenToTheService(String view) {
        asset(ada, generation(ada, "image", "completed"), "image");
        asset(ada, generation(ada, "video", "completed"), "video");
        Actor service = new Actor(Actor.Role.SERVICE, null, "{\"role\":\"" + SERVICE + "\"}", false);

        assertThatThrownBy(() -> count(Actor.ANONYMOUS, "public." + view)).hasStackTraceContaining("permission denied");
        assertThat(count(service, "public." + view)).isPositive();
    }

    private Map<String, Object> one(Actor who, String sql) {
        return database.transactions().asUser(who, tx -> tx.sql(sql).query().singleRow());
    }

    private long count(Actor who, String view) {
        return database.transactions()
                .asUser(
                        who,
                        tx -> tx.sql("select count(*) from " + view)
                                .query(Long.class)
                                .single());
    }

    private List<UUID> ids(Actor who, String view) {
        return database.transactions()
                .asUser(
                        who,
                        tx -> tx.sql("select id from " + view).query(UUID.class).list());
    }

    private int write(Actor who, String sql) {
        return database.transactions().asUser(who, tx -> tx.sql(sql).update());
    }

    private void run(String... statements) {
        for (String statement : statements) {
            database.asOwner().sql(statement).update();
        }
    }
}

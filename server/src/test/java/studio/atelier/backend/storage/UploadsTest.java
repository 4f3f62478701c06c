package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// What is let in, and what is kept of it.
@WithDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadsTest extends StorageRoom {

    UploadsTest(TestDatabase database, @TempDir Path folder) throws IOException {
        super(database, folder);
    }

    @Test
    void writesUnderAFrontEndsPolicyAndReadsBack() throws IOException {
        Actor ada = person();
        String name = ada.person() + "/me.txt";

        ObjectEntry made = upload(ada, "avatars", name, "hello", false);

        ObjectEntry read = objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER);
        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.etag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(read.metadata().propertyNames())
                .containsExactlyInAnyOrder(
                        "eTag", "size", "mimetype", "cacheControl", "lastModified", "contentLength", "httpStatusCode");
        assertThat(read.ownerId()).isEqualTo(ada.person().toString());
        assertThat(text(read)).isEqualTo("hello");
    }

    @Test
    void refusesWhatThePolicyDoesNotLetInBeforeAByteIsRead() {
        Actor ada = person();

        refuses(
                () -> admit(person(), "avatars", ada.person() + "/me.txt", "text/plain", false),
                StorageFault.ACCESS_DENIED);
        refuses(() -> admit(Actor.ANONYMOUS, "avatars", "me.txt", "text/plain", false), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(ada, "closed", ada.person() + "/me.txt", "text/plain", false), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(ada, "nowhere", "me.txt", "text/plain", false), StorageFault.NO_SUCH_BUCKET);
        refuses(() -> admit(ada, "pictures", "me.txt", "text/plain", false), StorageFault.INVALID_MIME_TYPE);
        refuses(() -> admit(ada, "avatars", "mé.txt", "text/plain", false), StorageFault.INVALID_KEY);
    }

    @Test
    void showsPoliciesTheOperation() {
        var other = new StorageCaller(Actor.ANONYMOUS, "storage.tus.upload.create", "POST", "/", "{}", false);

        assertThat(admit(Actor.ANONYMOUS, "pictures", "a.png", "image/png", false)
                        .bytesMax())
                .isEqualTo(10);
        refuses(
                () -> uploads.admit(other, upload("pictures", "a.png", "image/png", null, false)),
                StorageFault.ACCESS_DENIED);
    }

    @Test
    void limitsTheSizeByBucketAndServer() {
        assertThat(admit(Actor.SERVICE, "avatars", "big", "text/plain", false).bytesMax())
                .isEqualTo(SERVER_MAX);
        assertThat(admit(Actor.SERVICE, "avatars", "a/.emptyFolderPlaceholder", "text/plain", false)
                        .bytesMax())
                .isZero();
        refuses(
                () -> uploads.admit(
                        caller(Actor.SERVICE),
                        new NewUpload("pictures", "a", "image/png", "", null, 11L, true, false, null, null)),
                StorageFault.ENTITY_TOO_LARGE);
        refuses(() -> uploads.receive(new ByteArrayInputStream(new byte[11]), 10), StorageFault.ENTITY_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, %PDF-1.7 a paper",
        "image/png, <!DOCTYPE html><html></html>",
        "image/png, <?xml version='1.0'?><svg/>"
    })
    void refusesBytesThatBelieTheirType(String declared, String text) throws IOException, SQLException {
        script("insert into storage.buckets (id, name, allowed_mime_types) values ('typed', 'typed', array['image/*'])"
                + " on conflict do nothing");
        Admission admission = admit(Actor.SERVICE, "typed", UUID.randomUUID() + ".png", declared, false);

        refuses(() -> keep(admission, text), StorageFault.INVALID_MIME_TYPE);

        assertThat(keep(admission, "letters only").mimeType()).isEqualTo(declared);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, image/jpeg, false",
        "image/png, application/octet-stream, false",
        "audio/mp4, application/mp4, false",
        "application/epub+zip, application/zip, false",
        "image/svg+xml, image/svg+xml, false",
        "image/png, application/zip, true",
        "text/csv, image/png, true"
    })
    void takesWhatMayBeWhatItIsCalled(String declared, String found, boolean contradicts) {
        assertThat(ContentType.contradicts(declared, found)).isEqualTo(contradicts);
    }

    @Test
    void keepsTheFirstUnlessAnUpsertReplacesIt() throws IOException {
        Actor ada = person();
        String name = ada.person() + "/once.txt";
        Admission late = admit(ada, "avatars", name, "text/plain", false);
        ObjectEntry first = upload(ada, "avatars", name, "one", false);

        refuses(() -> admit(ada, "avatars", name, "text/plain", false), StorageFault.KEY_ALREADY_EXISTS);
        refuses(() -> keep(late, "two"), StorageFault.KEY_ALREADY_EXISTS);
        assertThat(text(objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER)))
                .isEqualTo("one");

        ObjectEntry second = upload(ada, "avatars", name, "two", true);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(text(objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER)))
                .isEqualTo("two");
        assertThat(references(first)).isZero();
    }

    @Test
    void limitsWhatAPersonKeepsInAll() throws IOException {
        Actor ada = person();
        String folder = ada.person() + "/";
        upload(ada, "avatars", folder + "a", "a".repeat(1_000), false);

        assertThat(admit(ada, "avatars", folder + "b", "text/plain", false).bytesMax())
                .isEqualTo(500);
        assertThat(admit(ada, "avatars", folder + "a", "text/plain", true).bytesMax())
                .isEqualTo(1_000);
        upload(ada, "avatars", folder + "b", "b".repeat(500), false);
        refuses(() -> admit(ada, "avatars", folder + "c", "text/plain", false), StorageFault.ENTITY_TOO_LARGE);
        refuses(
                () -> objects.copy(
                        caller(ada),
                        new StorageObjects.Route("avatars", folder + "b", "avatars", folder + "c"),
                        new StorageObjects.Retold(true, null, null, null, false)),
                StorageFault.ENTITY_TOO_LARGE);
        objects.remove(caller(ada), "avatars", List.of(folder + "a"));
        assertThat(admit(ada, "avatars", folder + "c", "text/plain", false).bytesMax())
                .isEqualTo(1_000);
    }

    @Test
    void countsWhatIsReplacedOnlyForItsOwner() throws IOException {
        Actor ada = person();
        String folder = ada.person() + "/";
        keep(
                uploads.admit(
                        caller(Actor.SERVICE),
                        upload("avatars", folder + "theirs", "text/plain", "user_" + UUID.randomUUID(), false)),
                "a".repeat(1_000));
        upload(ada, "avatars", folder + "mine", "b".repeat(1_000), false);

        Admission over = admit(Actor.SERVICE, "avatars", folder + "theirs", "text/plain", true);
        Admission asAda = uploads.admit(
                caller(Actor.SERVICE),
                upload("avatars", folder + "theirs", "text/plain", ada.person().toString(), true));

        assertThat(over.bytesMax()).isEqualTo(1_000);
        assertThat(asAda.bytesMax()).isEqualTo(500);
    }

    @Test
    void takesNoBytesWhileTheDiskIsLow(@TempDir Path other) throws IOException {
        var transactions = database.transactions();
        var full = new Drafts(other, Long.MAX_VALUE);
        var low = new Uploads(
                transactions,
                new Storage(transactions, database.ids(), new FolderObjectStore(other), full),
                full,
                new Quotas(transactions, new Quotas.Limits(0, 0)),
                database.ids(),
                SERVER_MAX);

        assertThatThrownBy(() -> low.receive(new ByteArrayInputStream(new byte[1]), 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(StorageProblem.DISK_FULL));
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void keepsBytesWithinATenantEvenWhereNobodyIsTheOwner() throws IOException {
        Admission one = admit(Actor.ANONYMOUS, "pictures", UUID.randomUUID() + ".png", "image/png", false);
        Admission other = admit(Actor.ANONYMOUS, "pictures", UUID.randomUUID() + ".png", "image/png", false);
        Admission service = admit(Actor.SERVICE, "pictures", UUID.randomUUID() + ".png", "image/png", false);
        Admission lent = uploads.admit(
                caller(Actor.ANONYMOUS).asService(),
                upload("pictures", UUID.randomUUID() + ".png", "image/png", null, false));
        Admission foreign = uploads.admit(
                caller(Actor.SERVICE), upload("pictures", UUID.randomUUID() + ".png", "image/png", "user_2abc", false));
        Actor ada = person();

        assertThat(admit(ada, "avatars", ada.person() + "/x", "a/b", false).tenantId())
                .isEqualTo(ada.person());
        assertThat(List.of(one.tenantId(), other.tenantId(), service.tenantId(), lent.tenantId(), foreign.tenantId()))
                .doesNotHaveDuplicates();
        assertThat(foreign.tenantId().version()).isEqualTo(8);
    }

    @Test
    void letsPeopleUploadIntoTheirOwnFolderOfOurBucketAndNowhereElse() throws IOException {
        Actor ada = person();
        String own = ada.person() + "/notes/" + UUID.randomUUID() + ".txt";
        upload(ada, Storage.USER_UPLOADS, own, "one", false);
        upload(ada, Storage.USER_UPLOADS, own, "two", true);

        refuses(() -> admit(ada, Storage.USER_UPLOADS, "a.txt", "text/plain", false), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(person(), Storage.USER_UPLOADS, own, "text/plain", true), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(ada, Storage.GENERATED_IMAGES, own, "text/plain", false), StorageFault.ACCESS_DENIED);
        assertThat(list(ada, Storage.USER_UPLOADS, ada.person() + "/")).containsExactly("notes");
    }

    @Test
    void keepsARowsBytesOutOfReachOfStatements() throws IOException, SQLException {
        ObjectEntry made = upload(Actor.SERVICE, "closed", UUID.randomUUID() + ".txt", "secret", false);

        script("insert into storage.objects (bucket_id, name, blob_id) select 'avatars', 'stolen', blob_id"
                + " from storage.objects where id = '" + made.id() + "'");

        assertThat(objects.find(caller(Actor.SERVICE), "avatars", "stolen", StorageObjects.Right.CALLER)
                        .key())
                .isNull();
        assertThatThrownBy(() -> script("update storage.objects set blob_id = null where id = '" + made.id() + "'"))
                .hasMessageContaining("set by the Storage API");
        assertThatThrownBy(() -> script("delete from storage.objects where id = '" + made.id() + "'"))
                .hasMessageContaining("Direct deletion from storage tables is not allowed");
    }
}

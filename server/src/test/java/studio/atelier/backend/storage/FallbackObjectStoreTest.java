package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.S3Server;

/// S3 as the first store, a folder as the second.
class FallbackObjectStoreTest {

    private final S3Server server = new S3Server();
    private final S3ObjectStore first;
    private final FolderObjectStore second;
    private final Drafts drafts;
    private final Turned clock = new Turned();
    private final FallbackObjectStore store;
    private final UUID tenant = UUID.randomUUID();

    FallbackObjectStoreTest(@TempDir Path folder) throws IOException {
        this.first = new S3ObjectStore(new S3Settings.Place(
                server.endpoint(), "us-east-1", S3Server.BUCKET, S3Server.KEY_ID, new Secret(S3Server.SECRET), true));
        this.second = new FolderObjectStore(Files.createDirectory(folder.resolve("objects")));
        this.drafts = new Drafts(Files.createDirectory(folder.resolve("drafts")), 0);
        this.store = new FallbackObjectStore(first, second, drafts, clock);
    }

    @AfterEach
    void stop() {
        first.close();
        server.close();
    }

    @Test
    void writesToTheFirstWhileItIsUp() throws IOException {
        BlobKey key = put("up");

        assertThat(text(first, key)).isEqualTo("up");
        assertThat(second.local(key)).isEmpty();
        assertThat(store.resting()).isFalse();
    }

    @Test
    void takesOverAndBringsEverythingBack() throws IOException {
        BlobKey before = put("before");
        server.down();
        BlobKey during = put("during");
        assertThat(text(store, during)).isEqualTo("during");
        assertThat(store.resting()).isTrue();
        assertThatThrownBy(() -> store.reconcile()).isInstanceOf(IOException.class);
        server.up();
        clock.turn(FallbackObjectStore.REST);

        assertThat(text(store, before)).isEqualTo("before");
        assertThat(text(store, during)).isEqualTo("during");
        assertThat(store.reconcile()).isEqualTo(1);

        assertThat(text(first, during)).isEqualTo("during");
        assertThat(second.local(during)).isEmpty();
        assertThat(text(store, during)).isEqualTo("during");
        assertThat(store.reconcile()).isZero();
        assertThat(text(first, put("after"))).isEqualTo("after");
    }

    @Test
    void leavesAStoreAloneThatDidNotAnswer() throws IOException {
        server.down();
        put("notices");
        server.up();

        BlobKey resting = put("while it rests");
        assertThat(second.local(resting)).isPresent();

        clock.turn(FallbackObjectStore.REST);
        assertThat(second.local(put("after the rest"))).isEmpty();
    }

    @Test
    void goesOnWhereACrashLeftBothWithTheBytes() throws IOException {
        BlobKey key = put("brought, not yet removed");
        try (Draft draft = draft("brought, not yet removed")) {
            second.put(key, draft.file(), draft.sizeBytes());
        }

        assertThat(store.reconcile()).isEqualTo(1);

        assertThat(second.local(key)).isEmpty();
        assertThat(text(first, key)).isEqualTo("brought, not yet removed");
    }

    @Test
    void leavesWhatIsNotWhatItsNameSays() throws IOException {
        var key = new BlobKey(tenant, "c".repeat(64));
        try (Draft draft = draft("something else")) {
            second.put(key, draft.file(), draft.sizeBytes());
        }

        store.reconcile();

        assertThat(second.local(key)).isPresent();
        assertThatThrownBy(() -> first.open(key, ByteSpan.ALL)).isInstanceOf(IOException.class);
    }

    @Test
    void removesFromBoth() throws IOException {
        server.down();
        BlobKey key = put("in the second");
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IOException.class);
        server.up();

        store.delete(key);

        assertThat(second.local(key)).isEmpty();
    }

    @Test
    void neverSaysItsSecret() {
        var place = new S3Settings.Place(null, "r", "b", "k", new Secret("very secret"), true);

        assertThat(new S3Settings(place, place, true).toString()).doesNotContain("very secret");
        assertThatThrownBy(() -> {
                    try (var wrong = new S3ObjectStore(new S3Settings.Place(
                            server.endpoint(),
                            "us-east-1",
                            S3Server.BUCKET,
                            "other",
                            new Secret("very secret"),
                            true))) {
                        wrong.open(new BlobKey(tenant, "d".repeat(64)), ByteSpan.ALL);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403")
                .satisfies(failure -> assertThat(stack(failure)).doesNotContain("very secret"));
    }

    private static String stack(Throwable failure) {
        var words = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(words));
        return words.toString();
    }

    private BlobKey put(String content) throws IOException {
        try (Draft draft = draft(content)) {
            var key = new BlobKey(tenant, draft.sha256());
            store.put(key, draft.file(), draft.sizeBytes());
            return key;
        }
    }

    private Draft draft(String content) throws IOException {
        return drafts.receive(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), Long.MAX_VALUE);
    }

    private static String text(ObjectStore from, BlobKey key) throws IOException {
        try (InputStream content = from.open(key, ByteSpan.ALL)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// A clock that stands still until it is turned.
    private static final class Turned extends Clock {

        private Instant now = Instant.parse("2026-11-21T10:00:00Z");

        void turn(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

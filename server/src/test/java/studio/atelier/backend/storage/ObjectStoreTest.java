package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.S3Server;

/// What every object store promises, asked of each.
@ParameterizedClass
@EnumSource
class ObjectStoreTest {

    enum Kind {
        FOLDER,
        S3,
        FALLBACK_ON_FOLDER,
        FALLBACK_ON_FOLDER_DOWN
    }

    /// The least that S3 takes as a part.
    private static final int PART_BYTES = 5 << 20;

    private static S3Server s3;

    @Parameter
    private Kind kind;

    @TempDir
    private Path folder;

    private Drafts drafts;
    private ObjectStore store;
    private final UUID tenant = UUID.randomUUID();

    @BeforeAll
    static void start() {
        s3 = new S3Server();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void open() throws IOException {
        drafts = new Drafts(Files.createDirectory(folder.resolve("drafts")), 0);
        Path objects = Files.createDirectory(folder.resolve("objects"));
        store = switch (kind) {
            case FOLDER -> new FolderObjectStore(objects);
            case S3 -> bucket();
            case FALLBACK_ON_FOLDER -> fallback(bucket(), objects);
            case FALLBACK_ON_FOLDER_DOWN -> {
                // Reads and writes only: removing and listing need both.
                yield fallback(nowhere(), objects);
            }
        };
    }

    private ObjectStore fallback(ObjectStore first, Path objects) {
        return new FallbackObjectStore(first, new FolderObjectStore(objects), drafts, Clock.systemUTC());
    }

    @Test
    void keepsBytesAndUsesTheFileUp() throws IOException {
        Draft draft = draft("some bytes");
        BlobKey key = put(draft);

        assertThat(text(key, ByteSpan.ALL)).isEqualTo("some bytes");
        assertThat(draft.file()).doesNotExist();
    }

    @Test
    void takesTheSameBytesTwice() throws IOException {
        BlobKey once = put(draft("twice"));
        Draft again = draft("twice");
        put(again);

        assertThat(text(once, ByteSpan.ALL)).isEqualTo("twice");
        assertThat(again.file()).doesNotExist();
    }

    @Test
    void takesNoBytesAtAll() throws IOException {
        assertThat(text(put(draft("")), ByteSpan.ALL)).isEmpty();
    }

    @Test
    void readsParts() throws IOException {
        BlobKey key = put(draft("0123456789"));

        assertThat(text(key, new ByteSpan(3, 4))).isEqualTo("3456");
        assertThat(text(key, new ByteSpan(7, 99))).isEqualTo("789");
        assertThat(text(key, new ByteSpan(4, Long.MAX_VALUE))).isEqualTo("456789");
        assertThat(text(key, new ByteSpan(0, 0))).isEmpty();
        assertThat(text(key, new ByteSpan(10, 5))).isEmpty();
    }

    @Test
    void mayBeClosedInTheMiddle() throws IOException {
        BlobKey key = put(drafts.receive(noise(3 << 20), Long.MAX_VALUE));

        for (int i = 0; i < 3; i++) {
            try (InputStream content = store.open(key, ByteSpan.ALL)) {
                assertThat(content.readNBytes(100)).hasSize(100);
            }
        }
        assertThat(text(put(draft("afterwards")), ByteSpan.ALL)).isEqualTo("afterwards");
    }

    @Test
    void keepsLargeFilesInWhatPartsItLikes() throws IOException {
        Draft draft = drafts.receive(noise(2 * PART_BYTES + 77), Long.MAX_VALUE);
        BlobKey key = put(draft);

        try (InputStream content = store.open(key, ByteSpan.ALL);
                Draft read = drafts.receive(content, Long.MAX_VALUE)) {
            assertThat(read.sha256()).isEqualTo(key.sha256());
            assertThat(read.sizeBytes()).isEqualTo(2L * PART_BYTES + 77);
        }
    }

    @Test
    void saysWhenThereIsNothing() {
        // Where a store is down nobody can say that there is nothing.
        assertThatThrownBy(() -> store.open(new BlobKey(tenant, "a".repeat(64)), ByteSpan.ALL))
                .isInstanceOf(kind == Kind.FALLBACK_ON_FOLDER_DOWN ? IOException.class : NoSuchFileException.class);
    }

    @Test
    void removesAndListsWhereAllIsUp() throws IOException {
        BlobKey key = put(draft("to be removed"));
        if (kind == Kind.FALLBACK_ON_FOLDER_DOWN) {
            assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.each(_ -> {})).isInstanceOf(IOException.class);
            return;
        }

        assertThat(listed()).containsExactly(key);
        store.delete(key);
        store.delete(key);

        assertThat(listed()).isEmpty();
        assertThatThrownBy(() -> store.open(key, ByteSpan.ALL)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void saysWhereBytesLieInAFileOfTheirOwn() throws IOException {
        BlobKey key = put(draft("here"));

        boolean here = kind == Kind.FOLDER || kind == Kind.FALLBACK_ON_FOLDER_DOWN;
        assertThat(store.local(key).isPresent()).isEqualTo(here);
        assertThat(store.local(new BlobKey(tenant, "b".repeat(64)))).isEmpty();
    }

    private List<BlobKey> listed() throws IOException {
        List<BlobKey> keys = new ArrayList<>();
        Instant longAgo = Instant.now().minus(Duration.ofMinutes(5));
        store.each(found -> {
            if (found.key().tenantId().equals(tenant)) {
                assertThat(found.modified()).isAfter(longAgo);
                keys.add(found.key());
            }
        });
        return keys;
    }

    private Draft draft(String content) throws IOException {
        return drafts.receive(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), Long.MAX_VALUE);
    }

    private static InputStream noise(int bytes) {
        byte[] content = new byte[bytes];
        new Random(7).nextBytes(content);
        return new ByteArrayInputStream(content);
    }

    private BlobKey put(Draft draft) throws IOException {
        var key = new BlobKey(tenant, draft.sha256());
        store.put(key, draft.file(), draft.sizeBytes());
        return key;
    }

    private String text(BlobKey key, ByteSpan span) throws IOException {
        try (InputStream content = store.open(key, span)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static S3ObjectStore bucket() {
        return new S3ObjectStore(
                new S3Settings.Place(
                        s3.endpoint(),
                        "us-east-1",
                        S3Server.BUCKET,
                        S3Server.KEY_ID,
                        new Secret(S3Server.SECRET),
                        true),
                PART_BYTES);
    }

    /// Nobody listens there.
    static S3ObjectStore nowhere() {
        return new S3ObjectStore(new S3Settings.Place(
                java.net.URI.create("http://127.0.0.1:9"), "us-east-1", "b", "k", new Secret("s"), true));
    }
}

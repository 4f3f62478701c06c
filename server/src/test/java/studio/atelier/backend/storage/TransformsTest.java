package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.PictureSamples;
import studio.atelier.platform.pictures.Pictures;
import studio.atelier.platform.pictures.PicturesSettings;
import studio.atelier.platform.pictures.Transform;
import studio.atelier.platform.problem.ProblemException;

class TransformsTest {

    private static final Transform TILE = Transform.cover(20, 20, 80, PictureFormat.PNG);

    private final Counted store;
    private final Drafts drafts;
    private final Pictures pictures;

    TransformsTest(@TempDir Path folder) throws IOException {
        this.store = new Counted(new FolderObjectStore(Files.createDirectory(folder.resolve("objects"))));
        this.drafts = new Drafts(Files.createDirectory(folder.resolve("drafts")), 0);
        this.pictures = Pictures.open(
                new PicturesSettings(10_000_000, 2, 1 << 20, false),
                folder,
                Files.createDirectory(folder.resolve("p")));
    }

    @AfterEach
    void close() {
        pictures.close();
    }

    @Test
    void makesOnceWhatManyAskForAtOnceAndAgain() throws IOException {
        Transforms transforms = transforms(1 << 20);
        StoredObject object = object(PictureSamples.quarters("png", 900, 900));

        List<CompletableFuture<PictureResult<Encoded>>> asking = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asking.add(CompletableFuture.supplyAsync(() -> transforms.transform(object, TILE)));
        }
        asking.forEach(CompletableFuture::join);
        transforms.transform(object, TILE);

        assertThat(store.asked).hasValue(1);
        transforms.transform(object, Transform.cover(21, 20, 80, PictureFormat.PNG));
        assertThat(store.asked).hasValue(2);
    }

    @Test
    void remembersNothingWithoutRoom() throws IOException {
        Transforms transforms = transforms(0);
        StoredObject object = object(PictureSamples.quarters("png", 90, 90));

        transforms.transform(object, TILE);
        transforms.settle();
        transforms.transform(object, TILE);

        assertThat(store.asked).hasValue(2);
    }

    @Test
    void readsWhatLiesInNoFileAsAStream() throws IOException {
        Transforms transforms = transforms(1 << 20);
        StoredObject object = object(PictureSamples.quarters("png", 90, 90));
        store.remote = true;

        assertThat(transforms.transform(object, TILE)).isInstanceOf(PictureResult.Done.class);
    }

    @Test
    void saysWhenTheBytesAreGone() throws IOException {
        Transforms transforms = transforms(1 << 20);
        StoredObject object = object(PictureSamples.quarters("png", 90, 90));
        store.delete(object.key());

        assertThatThrownBy(() -> transforms.transform(object, TILE))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("storage.object_missing");
    }

    private Transforms transforms(long cacheBytes) {
        return new Transforms(store, pictures, new TransformSettings(cacheBytes));
    }

    private StoredObject object(byte[] content) throws IOException {
        try (Draft draft = drafts.receive(new ByteArrayInputStream(content), Long.MAX_VALUE)) {
            var key = new BlobKey(UUID.randomUUID(), draft.sha256());
            store.put(key, draft.file(), draft.sizeBytes());
            return new StoredObject(UUID.randomUUID(), "b", "n", null, "image/png", content.length, key, Instant.EPOCH);
        }
    }

    /// Counts how often bytes are looked for.
    private static final class Counted implements ObjectStore {

        private final ObjectStore inner;
        private final AtomicInteger asked = new AtomicInteger();
        private boolean remote;

        Counted(ObjectStore inner) {
            this.inner = inner;
        }

        @Override
        public void put(BlobKey key, Path file, long sizeBytes) throws IOException {
            inner.put(key, file, sizeBytes);
        }

        @Override
        public InputStream open(BlobKey key, ByteSpan span) throws IOException {
            return inner.open(key, span);
        }

        @Override
        public Optional<Path> local(BlobKey key) {
            asked.incrementAndGet();
            return remote ? Optional.empty() : inner.local(key);
        }

        @Override
        public void delete(BlobKey key) throws IOException {
            inner.delete(key);
        }

        @Override
        public void each(Consumer<Found> visit) throws IOException {
            inner.each(visit);
        }
    }
}

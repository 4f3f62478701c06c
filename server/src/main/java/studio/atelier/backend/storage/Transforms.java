package studio.atelier.backend.storage;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.PictureResult.Done;
import studio.atelier.platform.pictures.PictureResult.Reason;
import studio.atelier.platform.pictures.PictureResult.Refused;
import studio.atelier.platform.pictures.Pictures;
import studio.atelier.platform.pictures.Transform;

/// Pictures among the objects, made smaller or written in another format. Results are remembered by the
/// bytes of the source, so that one never shows what the object no longer is; the same asked for by many at
/// once is made once. Whether the caller may see the object is asked before. Thread-safe.
public final class Transforms {

    /// What an entry takes beside the bytes of the picture.
    private static final int ENTRY_BYTES = 256;

    private final ObjectStore store;
    private final Pictures pictures;
    private final AsyncCache<Key, PictureResult<Encoded>> results;

    Transforms(ObjectStore store, Pictures pictures, TransformSettings settings) {
        this.store = store;
        this.pictures = pictures;
        this.results = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytes())
                .weigher((Key _, PictureResult<Encoded> result) -> weight(result))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .buildAsync();
    }

    private record Key(BlobKey source, Transform wanted) {}

    private static int weight(PictureResult<Encoded> result) {
        return switch (result) {
            case Done<Encoded>(Encoded made) -> made.sizeBytes() + ENTRY_BYTES;
            case Refused<Encoded> _ -> ENTRY_BYTES;
        };
    }

    /// @return the picture, or why there is none
    /// @throws studio.atelier.platform.problem.ProblemException `storage.object_missing`,
    ///     `storage.unavailable`
    public PictureResult<Encoded> transform(StoredObject object, Transform wanted) {
        var key = new Key(object.key(), wanted);
        try {
            PictureResult<Encoded> result = results.get(key, this::make).join();
            if (result instanceof Refused<Encoded> refused && refused.reason() == Reason.BUSY) {
                results.synchronous().invalidate(key);
            }
            return result;
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /// Does now what else is done beside: evictions.
    void settle() {
        results.synchronous().cleanUp();
    }

    private PictureResult<Encoded> make(Key key) {
        Optional<Path> file = store.local(key.source());
        try {
            if (file.isPresent()) {
                return pictures.transform(file.get(), key.wanted());
            }
            try (InputStream source = store.open(key.source(), ByteSpan.ALL)) {
                return pictures.transform(source, key.wanted());
            }
        } catch (NoSuchFileException _) {
            throw StorageProblem.OBJECT_MISSING.problem();
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
    }
}

package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two stores as one. Bytes go to the first; while that is down, to the second, from where [#reconcile]
/// brings them to the first. Whoever reads finds them in either. Removing needs both: what is not removed
/// today the collector removes tomorrow. Source: C85.
final class FallbackObjectStore implements ObjectStore {

    /// A store that did not answer is left alone for so long: nobody waits for it again and again.
    static final Duration REST = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(FallbackObjectStore.class);
    private static final int BATCH = 1000;

    private final ObjectStore first;
    private final ObjectStore second;
    private final Drafts drafts;
    private final Clock clock;
    private final AtomicReference<@Nullable Instant> downUntil = new AtomicReference<>();

    /// @param drafts where bytes lie on their way from one store to the other
    FallbackObjectStore(ObjectStore first, ObjectStore second, Drafts drafts, Clock clock) {
        this.first = first;
        this.second = second;
        this.drafts = drafts;
        this.clock = clock;
    }

    /// Whether the first store is being left alone.
    boolean resting() {
        Instant until = downUntil.get();
        return until != null && clock.instant().isBefore(until);
    }

    private void down(IOException failure) {
        if (downUntil.getAndSet(clock.instant().plus(REST)) == null) {
            log.warn("the first store of objects is down, the second takes over: {}", failure.getMessage());
        }
    }

    private void answered() {
        if (downUntil.getAndSet(null) != null) {
            log.info("the first store of objects is there again");
        }
    }

    @Override
    public void put(BlobKey key, Path file, long sizeBytes) throws IOException {
        if (!resting()) {
            try {
                first.put(key, file, sizeBytes);
                answered();
                return;
            } catch (IOException failure) {
                down(failure);
            }
        }
        second.put(key, file, sizeBytes);
    }

    @Override
    public InputStream open(BlobKey key, ByteSpan span) throws IOException {
        IOException unreachable = null;
        if (!resting()) {
            try {
                return found(first.open(key, span));
            } catch (NoSuchFileException _) {
                answered();
            } catch (IOException failure) {
                down(failure);
                unreachable = failure;
            }
        }
        try {
            return second.open(key, span);
        } catch (NoSuchFileException missing) {
            if (unreachable != null) {
                throw unreachable;
            }
            // It may have been brought over between the two looks, and a store at rest may have it.
            return first.open(key, span);
        }
    }

    private InputStream found(InputStream content) {
        answered();
        return content;
    }

    @Override
    public Optional<Path> local(BlobKey key) {
        return second.local(key).or(() -> first.local(key));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        second.delete(key);
        first.delete(key);
    }

    @Override
    public void each(Consumer<Found> visit) throws IOException {
        first.each(visit);
        second.each(visit);
    }

    /// Brings to the first store what lies in the second. Whole before it is removed there, so that a crash
    /// at any point leaves it in one of the two at least, and the next run goes on.
    ///
    /// @return how many were brought
    /// @throws IOException when a store is down; the rest waits for the next run
    int reconcile() throws IOException {
        int count = 0;
        List<Found> waiting = waiting();
        for (Found one : waiting) {
            try {
                bring(one);
                answered();
                count++;
            } catch (NoSuchFileException _) {
                // Removed in the meantime.
            } catch (IOException failure) {
                down(failure);
                throw failure;
            }
        }
        if (count > 0) {
            log.info("brought {} files from the second store of objects to the first", count);
        }
        return count;
    }

    /// At most one batch; the next run takes the next.
    private List<Found> waiting() throws IOException {
        List<Found> waiting = new ArrayList<>();
        second.each(found -> {
            if (waiting.size() < BATCH) {
                waiting.add(found);
            }
        });
        return waiting;
    }

    private void bring(Found one) throws IOException {
        try (InputStream content = second.open(one.key(), ByteSpan.ALL);
                Draft draft = drafts.receive(content, Long.MAX_VALUE)) {
            if (!draft.sha256().equals(one.key().sha256())) {
                log.error(
                        "a file of the second store is not what its name says and stays there: {}",
                        one.key().path());
                return;
            }
            first.put(one.key(), draft.file(), draft.sizeBytes());
        }
        second.delete(one.key());
    }
}

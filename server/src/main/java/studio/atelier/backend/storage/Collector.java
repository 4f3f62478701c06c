package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.BackupLock;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Removes bytes that nothing has pointed to for longer than the grace, files that no row knows, and drafts
/// that a crash left; and empties the trash of what it kept long enough. Nothing else: a file whose name it cannot read
/// is left alone. Thread-safe; two runs
/// at once only share the work.
public final class Collector {

    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final int BATCH = 200;

    private final Transactions transactions;
    private final Ids ids;
    private final Storage storage;
    private final Trash trash;
    private final ObjectStore store;
    private final Drafts drafts;
    private final Clock clock;
    private final Duration grace;
    private final BlobStore blobs = new BlobStore();

    Collector(Transactions transactions, Ids ids, Storage storage, Trash trash, Files files, Age age) {
        this.transactions = transactions;
        this.ids = ids;
        this.storage = storage;
        this.trash = trash;
        this.store = files.store();
        this.drafts = files.drafts();
        this.clock = age.clock();
        this.grace = age.grace();
    }

    /// Where bytes lie.
    record Files(ObjectStore store, Drafts drafts) {}

    /// How old something must be to go.
    record Age(Clock clock, Duration grace) {}

    /// @param dryRun only counts
    public Collected collect(boolean dryRun) {
        Instant before = clock.instant().minus(grace);
        try {
            Trash.Emptied emptied = trash.expire(dryRun);
            int old = drafts.removeOlderThan(before, dryRun);
            Strays strays = adoptStrays(before, dryRun);
            Swept swept = sweep(before, dryRun, strays);
            var collected = new Collected(
                    swept.blobs(), swept.bytes(), strays.count(), old, emptied.objects(), emptied.bytes());
            if (!dryRun && collected.blobs() + collected.drafts() + collected.trashed() > 0) {
                log.info(
                        "collected {} unreferenced blobs of {} bytes, {} of them strays, {} drafts, and {} objects of the trash",
                        collected.blobs(),
                        collected.bytes(),
                        collected.strays(),
                        collected.drafts(),
                        collected.trashed());
            }
            return collected;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private record Strays(int count, long bytes) {}

    private Strays adoptStrays(Instant before, boolean dryRun) throws IOException {
        List<ObjectStore.Found> old = new ArrayList<>(BATCH);
        int[] count = {0};
        long[] bytes = {0};
        store.each(file -> {
            if (file.modified().isBefore(before)) {
                old.add(file);
            }
            if (old.size() >= BATCH) {
                adopt(old, dryRun, count, bytes);
                old.clear();
            }
        });
        adopt(old, dryRun, count, bytes);
        return new Strays(count[0], bytes[0]);
    }

    private void adopt(List<ObjectStore.Found> files, boolean dryRun, int[] count, long[] bytes) {
        if (files.isEmpty()) {
            return;
        }
        transactions.asSystem("adopt stray files", tx -> {
            for (ObjectStore.Found file : blobs.unknown(tx, files)) {
                if (dryRun || blobs.adopt(tx, ids.next(), file)) {
                    count[0]++;
                    bytes[0] += file.sizeBytes();
                }
            }
            return count[0];
        });
    }

    // While a backup copies, everything stays; the next run collects it.
    private boolean removed(Tx tx, StagedBlob blob) {
        return BackupLock.mayRemove(tx) && storage.remove(tx, blob);
    }

    private record Swept(int blobs, long bytes) {}

    private Swept sweep(Instant before, boolean dryRun, Strays strays) {
        int count = dryRun ? strays.count() : 0;
        long bytes = dryRun ? strays.bytes() : 0;
        while (true) {
            List<StagedBlob> batch = transactions.asSystem(
                    "find unreferenced blobs",
                    tx -> blobs.unreferenced(tx, before, dryRun ? Integer.MAX_VALUE : BATCH));
            int removed = 0;
            for (StagedBlob blob : batch) {
                if (dryRun || transactions.asSystem("collect a blob", tx -> removed(tx, blob))) {
                    removed++;
                    bytes += blob.sizeBytes();
                }
            }
            count += removed;
            // A batch in which nothing could be removed would come again for ever.
            if (dryRun || batch.size() < BATCH || removed == 0) {
                return new Swept(count, bytes);
            }
        }
    }
}

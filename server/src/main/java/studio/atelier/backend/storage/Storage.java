package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.BackupLock;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// Keeps bytes as objects in buckets. Writing has three steps, and a crash between any two leaves nothing
/// behind that the collector does not find: [#receive] takes the bytes in, [#stage] makes them durable and
/// known, [#put] makes an object of them in the caller's transaction. Thread-safe.
public final class Storage {

    /// Buckets that are there from the start.
    public static final String GENERATED_IMAGES = "generated-images";

    public static final String GENERATED_VIDEOS = "generated-videos";
    public static final String GENERATED_AUDIO = "generated-audio";
    public static final String VIDEO_THUMBNAILS = "video-thumbnails";
    public static final String USER_UPLOADS = "user-uploads";

    private static final int LIST_MAX = 1000;

    private final Transactions transactions;
    private final Ids ids;
    private final ObjectStore store;
    private final Drafts drafts;
    private final BlobStore blobs = new BlobStore();
    private final ObjectRows objects = new ObjectRows();
    private final Buffers buffers = new Buffers();

    Storage(Transactions transactions, Ids ids, ObjectStore store, Drafts drafts) {
        this.transactions = transactions;
        this.ids = ids;
        this.store = store;
        this.drafts = drafts;
    }

    /// Whoever begins something that ends in new files asks first. What was begun may use the rest of the
    /// disk: a result was paid for.
    ///
    /// @throws ProblemException `storage.disk_full` while the disk has less room than the operator keeps
    public void requireRoom() {
        drafts.requireRoom();
    }

    /// Reads the stream to its end, hashing it. The caller closes the draft, staged or not.
    ///
    /// @param bytesMax limit in bytes
    /// @throws IOException      when the stream breaks
    /// @throws ProblemException `storage.too_large`, `storage.disk_full`, `storage.unavailable`
    public Draft receive(InputStream content, long bytesMax) throws IOException {
        return drafts.receive(content, bytesMax);
    }

    /// Makes drafts durable under their owner and known to the database. Opens its own transaction: call it
    /// outside any.
    ///
    /// @param tenantId the organisation, or the person alone
    /// @return one blob a draft, in order; the drafts are used up
    /// @throws ProblemException `storage.disk_full`, `storage.unavailable`
    public List<StagedBlob> stage(UUID tenantId, List<Draft> drafts) {
        // The rows first: from then on the collector leaves these bytes alone, whether they were there already or not.
        List<StagedBlob> staged = transactions.inOneTrip("stage blobs", trip -> {
            List<Supplier<List<StagedBlob>>> rows = new ArrayList<>(drafts.size());
            // One order for everybody, so that two stagings of the same bytes cannot wait for each other.
            for (Draft draft : inOrderOfHash(drafts)) {
                rows.add(blobs.stage(trip, ids.next(), new BlobKey(tenantId, draft.sha256()), draft.sizeBytes()));
            }
            return () -> rows.stream().flatMap(row -> row.get().stream()).toList();
        });
        List<StagedBlob> result = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            StagedBlob blob = staged.stream()
                    .filter(one -> one.key().sha256().equals(draft.sha256()))
                    .findFirst()
                    .orElseThrow();
            try {
                store.put(blob.key(), draft.file(), draft.sizeBytes());
            } catch (IOException failure) {
                throw Drafts.refused(failure);
            }
            result.add(blob);
        }
        return result;
    }

    /// Notes that bytes which are there are wanted again.
    StagedBlob stageAgain(BlobKey key, long sizeBytes) {
        return transactions
                .inOneTrip("stage a blob again", trip -> blobs.stage(trip, ids.next(), key, sizeBytes))
                .getFirst();
    }

    private static List<Draft> inOrderOfHash(List<Draft> drafts) {
        List<Draft> sorted = new ArrayList<>(drafts);
        sorted.sort(Comparator.comparing(Draft::sha256));
        return sorted;
    }

    /// Makes an object of staged bytes. Switches the transaction to the system: do the person's own part
    /// before.
    public void put(Tx tx, NewObject object, StagedBlob blob) {
        objects.insert(tx.asSystem("keep an object"), object, blob);
    }

    /// Lets staged bytes go that are not wanted after all, unless somebody staged or kept the same, before or
    /// since; the collector takes those that nobody keeps.
    public void discard(StagedBlob blob) {
        if (blob.first()) {
            transactions.asSystem("discard a blob", tx -> remove(tx, blob));
        }
    }

    /// Removes row and bytes in one transaction: whoever stages the same bytes waits for the row, then
    /// stores them anew.
    boolean remove(Tx tx, StagedBlob blob) {
        if (!blobs.release(tx, blob)) {
            return false;
        }
        try {
            store.delete(blob.key());
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
        return true;
    }

    public Optional<StoredObject> find(Tx tx, String bucket, String name) {
        return objects.find(tx.asSystem("find an object"), bucket, name);
    }

    /// In order of name.
    ///
    /// @param prefix names start with this; empty for all
    /// @param after  the last name of the page before; empty for the first page
    /// @param limit  1 to 1000
    public List<StoredObject> list(Tx tx, String bucket, String prefix, String after, int limit) {
        return objects.list(tx.asSystem("list objects"), bucket, prefix, after, Math.clamp(limit, 1, LIST_MAX));
    }

    /// Removes the object; its bytes go when nothing points to them any more.
    ///
    /// @return whether there was one
    public boolean delete(Tx tx, String bucket, String name) {
        return objects.delete(tx.asSystem("delete an object"), bucket, name);
    }

    /// Objects of a person that belong to no organisation, in order of id.
    ///
    /// @param after the last id of the page before; null for the first
    /// @param limit 1 to 1000
    public List<StoredObject> ofOwner(Tx tx, UUID ownerId, @Nullable UUID after, int limit) {
        return objects.ofOwner(tx.asSystem("objects of a person"), ownerId, after, Math.clamp(limit, 1, LIST_MAX));
    }

    /// What [#purge] did.
    ///
    /// @param kept blobs that stay for now: something points to them, or a backup is under way and the
    ///     collector takes them afterwards
    public record Purged(int blobs, long bytes, int kept) {}

    /// Removes the bytes of a tenant that nothing points to, without waiting for the collector's grace: for
    /// a person who is gone. Opens its own transactions.
    public Purged purge(UUID tenantId) {
        int count = 0;
        long bytes = 0;
        List<StagedBlob> found = transactions.asSystem("blobs of a tenant", tx -> blobs.ofTenant(tx, tenantId));
        for (StagedBlob blob : found) {
            if (transactions.asSystem("purge a blob", tx -> BackupLock.mayRemove(tx) && remove(tx, blob))) {
                count++;
                bytes += blob.sizeBytes();
            }
        }
        return new Purged(count, bytes, found.size() - count);
    }

    /// Takes bytes on their way out.
    @FunctionalInterface
    public interface Sink {

        /// Takes all that is left in the buffer.
        void write(ByteBuffer bytes) throws IOException;
    }

    /// Reads part of some bytes in large pieces.
    ///
    /// @throws IOException      as the sink does
    /// @throws ProblemException `storage.object_missing`, `storage.unavailable`; the sink has nothing yet
    public void send(BlobKey key, ByteSpan span, Sink sink) throws IOException {
        Optional<Path> file = store.local(key);
        ByteBuffer buffer = buffers.take();
        try (ReadableByteChannel content =
                file.isPresent() ? channel(file.get(), span.from()) : Channels.newChannel(open(key, span))) {
            long left = span.length();
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int count = content.read(buffer);
                if (count < 0) {
                    return;
                }
                left -= count;
                sink.write(buffer.flip());
            }
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private static FileChannel channel(Path file, long from) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return from == 0 ? channel : channel.position(from);
        } catch (NoSuchFileException missing) {
            throw missing(missing);
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
    }

    private static ProblemException missing(NoSuchFileException cause) {
        return Problem.of(StorageProblem.OBJECT_MISSING, StorageProblem.OBJECT_MISSING.action())
                .exception(cause);
    }

    /// @return a stream that the caller closes
    /// @throws ProblemException `storage.object_missing`, `storage.unavailable`
    public InputStream open(BlobKey key, ByteSpan span) {
        try {
            return store.open(key, span);
        } catch (NoSuchFileException missing) {
            throw missing(missing);
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
    }
}

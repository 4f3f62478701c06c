package studio.atelier.surfaces.resumable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.storage.Admission;
import studio.atelier.backend.storage.NewUpload;
import studio.atelier.backend.storage.PartFiles;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.problem.ProblemException;

/// Uploads in parts. Thread-safe. What is durable is the file; a row says what becomes of it, and both go
/// when their time is over. A crash at any point loses no byte that was answered, and never shows an upload
/// as whole that has no object: the byte that makes it whole is asked for again.
final class ResumableUploads {

    /// How long a request waits for the one before it to end.
    private static final Duration TAKE_OVER_MAX = Duration.ofSeconds(5);

    /// Bucket and policies are not asked again for what they allowed so briefly before.
    private static final Duration ADMISSION_GOOD = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(ResumableUploads.class);

    private final Uploads uploads;
    private final UploadRows rows;
    private final PartFiles files;
    private final Duration keep;
    private final Clock clock;
    private final ConcurrentHashMap<UUID, Open> open = new ConcurrentHashMap<>();

    ResumableUploads(Uploads uploads, UploadRows rows, PartFiles files, Duration keep, Clock clock) {
        this.uploads = uploads;
        this.rows = rows;
        this.files = files;
        this.keep = keep;
        this.clock = clock;
    }

    /// What this node remembers of an upload beside its row. Guarded by the part.
    private static final class Open {

        private final Part part;
        private @Nullable Admission admission;
        private Instant admittedAt = Instant.EPOCH;

        Open(Part part) {
            this.part = part;
        }
    }

    /// Where an upload stands.
    ///
    /// @param offset bytes that are durable
    record Progress(OpenUpload upload, long offset) {

        boolean completed() {
            return upload.completed();
        }
    }

    long bytesMax() {
        return uploads.objectBytesMax();
    }

    /// @param size null: the client says later
    /// @throws ProblemException a fault of storage, or `resumable.too_many`
    Progress begin(Uploader who, UploadMetadata metadata, @Nullable Long size) throws IOException {
        Admission admission = uploads.admit(who.caller(), newUpload(who, metadata, size));
        if (size != null && size > admission.bytesMax()) {
            throw StorageFault.ENTITY_TOO_LARGE.problem();
        }
        var upload = new OpenUpload(
                UUID.randomUUID(),
                metadata,
                who.caller().actor().role().sql(),
                who.owner(),
                who.signed(),
                who.upsert(),
                size,
                admission.bytesMax(),
                clock.instant().plus(keep),
                false);
        if (!rows.insert(upload)) {
            throw ResumableProblem.TOO_MANY.problem();
        }
        Open mine = open(upload.id());
        mine.admission = admission;
        mine.admittedAt = clock.instant();
        return size != null && size == 0
                ? append(who, upload, new Chunk(0, null, InputStream.nullInputStream()))
                : new Progress(upload, 0);
    }

    private static NewUpload newUpload(Uploader who, UploadMetadata metadata, @Nullable Long size) {
        return new NewUpload(
                metadata.bucket(),
                metadata.name(),
                metadata.mimeType(),
                metadata.cacheControl(),
                metadata.userMetadata(),
                size,
                size != null,
                who.upsert(),
                who.owner(),
                null);
    }

    /// @throws ProblemException `resumable.not_found`, `resumable.expired`
    OpenUpload find(UUID id, UploadId named) {
        OpenUpload upload = rows.find(id)
                .filter(found -> found.metadata().bucket().equals(named.bucket())
                        && found.metadata().name().equals(named.name()))
                .orElseThrow(ResumableProblem.NOT_FOUND::problem);
        if (upload.expiresAt().isBefore(clock.instant())) {
            throw ResumableProblem.EXPIRED.problem();
        }
        return upload;
    }

    /// A request that is still sending ends: whoever asks wants to go on elsewhere.
    ///
    /// @throws ProblemException `storage.resource_locked`
    Progress progress(OpenUpload upload) throws IOException {
        if (upload.completed()) {
            return new Progress(upload, Objects.requireNonNullElse(upload.sizeBytes(), 0L));
        }
        Open mine = taken(upload.id());
        try {
            return new Progress(upload, mine.part.offset(upload.sizeBytes()));
        } finally {
            mine.part.release();
        }
    }

    /// Bytes that follow.
    ///
    /// @param from where the client believes the upload to stand
    /// @param size of the whole, where the client says it only now
    record Chunk(long from, @Nullable Long size, InputStream content) {}

    /// @throws IOException      when the stream breaks; what came is kept
    /// @throws ProblemException a fault of storage, `resumable.offset_conflict`
    Progress append(Uploader who, OpenUpload begun, Chunk chunk) throws IOException {
        if (begun.completed()) {
            throw ResumableProblem.OFFSET_CONFLICT.problem();
        }
        Open mine = taken(begun.id());
        try {
            OpenUpload upload = sized(begun, chunk.size());
            long offset = mine.part.offset(upload.sizeBytes());
            if (offset != chunk.from()) {
                throw ResumableProblem.OFFSET_CONFLICT.problem();
            }
            long end = upload.sizeBytes() == null ? upload.bytesMax() : upload.sizeBytes();
            if (!mine.part.append(chunk.content(), end - offset)) {
                throw StorageFault.ENTITY_TOO_LARGE.problem();
            }
            long now = mine.part.offset(upload.sizeBytes());
            return Objects.equals(now, upload.sizeBytes()) ? completed(who, upload, mine) : new Progress(upload, now);
        } catch (InterruptedIOException _) {
            // Another request for the same upload took over.
            throw StorageFault.RESOURCE_LOCKED.problem();
        } finally {
            mine.part.release();
        }
    }

    private OpenUpload sized(OpenUpload upload, @Nullable Long size) {
        if (size == null || size.equals(upload.sizeBytes())) {
            return upload;
        }
        if (upload.sizeBytes() != null) {
            throw ResumableProblem.HEADER_INVALID.problem("Upload-Length has been said already and is another");
        }
        if (size > upload.bytesMax()) {
            throw StorageFault.ENTITY_TOO_LARGE.problem();
        }
        rows.setSize(upload.id(), size);
        return upload.withSize(size);
    }

    private Progress completed(Uploader who, OpenUpload upload, Open mine) throws IOException {
        long size = Objects.requireNonNull(upload.sizeBytes());
        try {
            Admission admission = admission(who, upload, mine);
            if (!Files.exists(mine.part.file())) {
                Files.createFile(mine.part.file());
            }
            String sha256 = mine.part.sha256();
            var _ = uploads.keep(admission, uploads.adopt(mine.part.file(), size, sha256));
        } catch (ProblemException refused) {
            if (refused.problem().code().status() < 500) {
                // It will never be taken: the client is not to send its last byte again and again.
                rows.delete(upload.id());
                mine.part.remove();
                open.remove(upload.id());
            } else {
                mine.part.forget();
            }
            throw refused;
        } catch (RuntimeException failure) {
            mine.part.forget();
            throw failure;
        }
        rows.complete(upload.id());
        open.remove(upload.id());
        return new Progress(upload.whole(), size);
    }

    private Admission admission(Uploader who, OpenUpload upload, Open mine) {
        Admission known = mine.admission;
        boolean good = known != null
                && Objects.equals(known.upload().declaredSize(), upload.sizeBytes())
                && mine.admittedAt.plus(ADMISSION_GOOD).isAfter(clock.instant());
        return known != null && good
                ? known
                : uploads.admit(who.caller(), newUpload(who, upload.metadata(), upload.sizeBytes()));
    }

    /// @throws ProblemException `resumable.completed`
    void terminate(OpenUpload upload) throws IOException {
        if (upload.completed()) {
            throw ResumableProblem.COMPLETED.problem();
        }
        Open mine = taken(upload.id());
        try {
            rows.delete(upload.id());
            mine.part.remove();
            open.remove(upload.id());
        } finally {
            mine.part.release();
        }
    }

    /// As a restart does.
    void forget() {
        open.clear();
    }

    private Open open(UUID id) {
        return open.computeIfAbsent(id, key -> new Open(new Part(files.path(key))));
    }

    private Open taken(UUID id) {
        Open mine = open(id);
        try {
            if (mine.part.take(TAKE_OVER_MAX)) {
                return mine;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw StorageFault.RESOURCE_LOCKED.problem();
    }

    /// Removes what is past its time, here and in the database, and files that a crash left without a row.
    ///
    /// @return how many uploads and files went
    int sweep() {
        int count = 0;
        List<UUID> expired;
        do {
            expired = rows.deleteExpired(clock.instant());
            for (UUID id : expired) {
                open.remove(id);
            }
            count += expired.size();
        } while (!expired.isEmpty());
        // A file that is being begun has its row already; the distance only guards against clocks that differ.
        count += files.sweep(clock.instant().minus(keep), rows::known);
        if (count > 0) {
            log.info("removed {} resumable uploads that were not finished in time", count);
        }
        return count;
    }
}

package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Objects that clients upload, whatever the protocol: [#admit] asks buckets, limits and policies before a
/// byte is read, [#receive] takes the bytes in, [#keep] makes the object. A crash in between leaves nothing
/// that the collector does not find. Thread-safe.
public final class Uploads {

    /// Custom metadata of one object.
    public static final int USER_METADATA_BYTES_MAX = 1 << 20;

    private static final UUID NOBODY = new UUID(0, 0);

    private final Storage storage;
    private final Drafts drafts;
    private final CallerStatements statements;
    private final ObjectEntries entries;
    private final Ids ids;
    private final Quotas quotas;
    private final long objectBytesMax;
    private final JsonMapper json = new JsonMapper();

    Uploads(Transactions transactions, Storage storage, Drafts drafts, Quotas quotas, Ids ids, long objectBytesMax) {
        this.quotas = quotas;
        this.storage = storage;
        this.drafts = drafts;
        this.statements = new CallerStatements(transactions);
        this.entries = new ObjectEntries(transactions, Clock.systemUTC());
        this.ids = ids;
        this.objectBytesMax = objectBytesMax;
    }

    /// The most bytes one object may have on this server.
    public long objectBytesMax() {
        return objectBytesMax;
    }

    /// Whether this may be uploaded: the bucket is there, takes the type and the size, and the policies let
    /// the caller write the row. Nothing is written.
    ///
    /// @throws ProblemException a [StorageFault], or `storage.disk_full`
    public Admission admit(StorageCaller caller, NewUpload upload) {
        ObjectName.checkBucket(upload.bucket());
        Place place = place(caller, upload);
        long bytesMax = ObjectName.placeholder(upload.name()) ? 0 : Math.min(place.bytesMax(), objectBytesMax);
        checkType(upload, place);
        Long declared = upload.declaredSize();
        if (declared != null && upload.sizeIsExact() && declared > bytesMax) {
            throw StorageFault.ENTITY_TOO_LARGE.problem();
        }
        ObjectName.check(upload.name());
        storage.requireRoom();
        tryOut(caller, upload);
        long left = quotas.left(upload.owner(), place.orgId(), place.replaced());
        if (left <= 0 && bytesMax > 0) {
            throw Quotas.usedUp();
        }
        UUID tenant = tenant(caller, upload.owner(), place.orgId());
        return new Admission(
                upload, Math.min(bytesMax, left), tenant, !place.types().isEmpty());
    }

    /// Whether the policies let the caller write the row, whatever its type and size.
    ///
    /// @throws ProblemException a [StorageFault]
    public void requireRight(StorageCaller caller, NewUpload upload) {
        ObjectName.checkBucket(upload.bucket());
        ObjectName.check(upload.name());
        tryOut(caller, upload);
    }

    /// As [#admit], for bytes that are on this server already: neither their type nor their size is asked.
    Admission admitCopy(StorageCaller caller, NewUpload upload) {
        ObjectName.checkBucket(upload.bucket());
        Place place = place(caller, upload);
        storage.requireRoom();
        tryOut(caller, upload);
        Long size = upload.declaredSize();
        if (size != null && size > quotas.left(upload.owner(), place.orgId(), place.replaced())) {
            throw Quotas.usedUp();
        }
        return new Admission(upload, Long.MAX_VALUE, tenant(caller, upload.owner(), place.orgId()), false);
    }

    /// Reads the stream to its end, hashing it for [#keep]. The caller closes the draft, kept or not.
    ///
    /// @param bytesMax limit in bytes
    /// @throws IOException      when the stream breaks
    /// @throws ProblemException `storage.entity_too_large`, `storage.disk_full`, `storage.unavailable`
    public Draft receive(InputStream content, long bytesMax) throws IOException {
        storage.requireRoom();
        try {
            return drafts.receiveWithMd5(content, bytesMax);
        } catch (ProblemException refused) {
            if (refused.problem().code() == StorageProblem.TOO_LARGE) {
                throw StorageFault.ENTITY_TOO_LARGE.problem();
            }
            throw refused;
        }
    }

    /// As [#receive], for bytes that come piece by piece.
    public Reception begin(Admission admission) {
        return drafts.begin(admission.bytesMax());
    }

    /// Takes a file that has been gathered in some other way, such as in parts. It lies on the disk of the
    /// objects and is durable already; the draft owns it from now on.
    ///
    /// @param sha256 of its bytes, 64 hex digits
    public Draft adopt(Path file, long sizeBytes, String sha256) {
        return new Draft(file, sha256, null, sizeBytes);
    }

    /// Makes the object. An upsert replaces what is there, in one step for whoever reads.
    ///
    /// @throws ProblemException `storage.key_already_exists` where another came first,
    ///     `storage.invalid_mime_type` where the bytes belie their type, `storage.disk_full`,
    ///     `storage.unavailable`
    public ObjectEntry keep(Admission admission, Draft draft) {
        String md5 = draft.md5();
        return keep(admission, draft, "\"" + (md5 == null ? draft.sha256() : md5) + "\"");
    }

    /// As [#keep(Admission, Draft)], with an entity tag of the protocol's own.
    ///
    /// @param etag quoted
    public ObjectEntry keep(Admission admission, Draft draft, String etag) {
        if (admission.typed()) {
            ContentType.check(draft.file(), admission.upload().mimeType());
        }
        return write(
                admission, storage.stage(admission.tenantId(), List.of(draft)).getFirst(), etag);
    }

    /// Makes another object of bytes that the tenant has already.
    ObjectEntry keepAgain(Admission admission, BlobKey key, long sizeBytes, String etag) {
        return write(admission, storage.stageAgain(key, sizeBytes), etag);
    }

    private ObjectEntry write(Admission admission, StagedBlob blob, String etag) {
        NewUpload upload = admission.upload();
        var content = new ObjectEntries.Content(
                upload.mimeType(), upload.cacheControl(), upload.robotsTag(), upload.userMetadata(), etag);
        var kept = entries.write(
                new ObjectEntries.Write(
                        ids.next(), upload.bucket(), upload.name(), upload.owner(), content, upload.upsert()),
                blob);
        if (kept.isEmpty()) {
            storage.discard(blob);
            throw StorageFault.KEY_ALREADY_EXISTS.problem();
        }
        return kept.get();
    }

    /// Where an object would come to be.
    ///
    /// @param bytesMax of the bucket
    /// @param types    that the bucket takes; empty for all
    /// @param orgId    of the object that is there already
    /// @param replaced its bytes, where they count for the same owner
    private record Place(
            long bytesMax, List<String> types, @Nullable UUID orgId, long replaced) {}

    private Place place(StorageCaller caller, NewUpload upload) {
        List<Place> found = statements.rows(
                caller.asService(),
                """
                select b.file_size_limit, b.allowed_mime_types, o.org_id,
                       case when o.org_id is not null or o.owner_id = ?
                            then coalesce((o.metadata ->> 'size')::bigint, 0) else 0 end as replaced
                from storage.buckets b
                left join storage.objects o on o.bucket_id = b.id and o.name = ?
                where b.id = ?
                """,
                Arrays.asList(upload.owner(), upload.name().replace("\0", ""), upload.bucket()),
                row -> {
                    long limit = row.getLong("file_size_limit");
                    return new Place(
                            row.wasNull() ? Long.MAX_VALUE : limit,
                            texts(row.getArray("allowed_mime_types")),
                            row.getObject("org_id", UUID.class),
                            row.getLong("replaced"));
                });
        if (found.isEmpty()) {
            throw StorageFault.NO_SUCH_BUCKET.problem();
        }
        return found.getFirst();
    }

    static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static void checkType(NewUpload upload, Place place) {
        if (place.types().isEmpty() || ObjectName.placeholder(upload.name())) {
            return;
        }
        if (!MimePattern.allows(place.types(), upload.mimeType())) {
            throw StorageFault.INVALID_MIME_TYPE.problem("mime type " + upload.mimeType() + " is not supported");
        }
    }

    private void tryOut(StorageCaller caller, NewUpload upload) {
        ObjectNode metadata = json.createObjectNode().put("mimetype", upload.mimeType());
        Long declared = upload.declaredSize();
        if (declared != null) {
            metadata.put("contentLength", declared);
        }
        try {
            statements.tryOut(
                    caller,
                    """
                    with trial as (
                      insert into storage.objects (bucket_id, name, owner, owner_id, version, metadata, user_metadata)
                      values (?, ?, ?::uuid, ?, '1', ?::jsonb, ?::jsonb)
                      %s)
                    select 1
                    """.formatted(upload.upsert() ? ON_CONFLICT : ""),
                    Arrays.asList(
                            upload.bucket(),
                            upload.name(),
                            ObjectEntries.uuid(upload.owner()),
                            upload.owner(),
                            metadata.toString(),
                            upload.userMetadata() == null
                                    ? null
                                    : upload.userMetadata().toString()));
        } catch (ProblemException refused) {
            if (refused.problem().code() == StorageFault.RESOURCE_ALREADY_EXISTS) {
                throw StorageFault.KEY_ALREADY_EXISTS.problem();
            }
            throw refused;
        }
    }

    private static final String ON_CONFLICT = """
            on conflict (bucket_id, name) do update
              set version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
                  owner = coalesce(excluded.owner, objects.owner), owner_id = coalesce(excluded.owner_id, objects.owner_id)
            """;

    /// Under whom bytes are kept, once for each content. Nobody may learn from a quick upload that somebody
    /// else has the same file, so: an organisation's object stays with it; a person's bytes are the person's,
    /// by the id, or by a hash of the name that another issuer gave; what the service uploads for nobody is the
    /// installation's, because the service sees everything; and what strangers upload shares with nothing.
    private UUID tenant(StorageCaller caller, @Nullable String owner, @Nullable UUID organisation) {
        if (organisation != null) {
            return organisation;
        }
        if (owner != null) {
            String known = ObjectEntries.uuid(owner);
            return known == null ? hashed(owner) : UUID.fromString(known);
        }
        return caller.service() ? NOBODY : ids.next();
    }

    /// RFC 9562, version 8: of SHA-256, because a name under which somebody else's is found must not be makeable.
    private static UUID hashed(String owner) {
        var bytes = ByteBuffer.wrap(Sha256.of("owner:" + owner));
        long high = (bytes.getLong() & ~0xf000L) | 0x8000L;
        long low = (bytes.getLong() & ~(0xc0L << 56)) | (0x80L << 56);
        return new UUID(high, low);
    }
}

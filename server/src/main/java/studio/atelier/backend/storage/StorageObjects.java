package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Objects as the caller's role, under the policies on `storage.objects`: one that the caller may not see is
/// not there. Thread-safe.
public final class StorageObjects {

    /// Names in one request.
    public static final int NAMES_MAX = 1000;

    private final CallerStatements statements;
    private final Storage storage;
    private final Uploads uploads;
    private final JsonMapper json = new JsonMapper();

    StorageObjects(Transactions transactions, Storage storage, Uploads uploads) {
        this.statements = new CallerStatements(transactions);
        this.storage = storage;
        this.uploads = uploads;
    }

    /// By what right an object is read.
    public enum Right {
        /// The bucket is public; nothing else counts.
        PUBLIC,
        /// The bucket is public, or the policies let the caller read.
        CALLER
    }

    private record Found(@Nullable Boolean open, @Nullable ObjectEntry entry) {}

    /// One object, in one round trip.
    ///
    /// @throws ProblemException `storage.no_such_bucket`, `storage.no_such_key`
    public ObjectEntry find(StorageCaller caller, String bucket, String name, Right right) {
        ObjectName.checkBucket(bucket);
        ObjectName.check(name);
        Found found = statements
                .rows(
                        caller,
                        """
                        select p.open, %s
                        from (select storage.bucket_is_public(?) as open) p
                        left join lateral (
                          select * from storage.objects where not p.open and bucket_id = ? and name = ?
                          union all
                          select * from storage.public_object(?, ?) where p.open) o on true
                        left join lateral storage.bytes_of(o.blob_id) b on true
                        """.formatted(ObjectEntries.COLUMNS),
                        List.of(bucket, bucket, name, bucket, name),
                        StorageObjects::found)
                .getFirst();
        if (found.open() == null || (right == Right.PUBLIC && !found.open())) {
            throw StorageFault.NO_SUCH_BUCKET.problem();
        }
        if (found.entry() == null) {
            throw StorageFault.NO_SUCH_KEY.problem();
        }
        return found.entry();
    }

    private static Found found(ResultSet row) throws SQLException {
        boolean open = row.getBoolean("open");
        Boolean known = row.wasNull() ? null : Boolean.valueOf(open);
        return new Found(known, row.getString("id") == null ? null : ObjectEntries.read(row));
    }

    /// Those of the names that the caller may read.
    ///
    /// @param names at most [#NAMES_MAX]
    public List<String> visible(StorageCaller caller, String bucket, List<String> names) {
        ObjectName.checkBucket(bucket);
        return statements.rows(
                caller, """
                select name
                from storage.objects
                where bucket_id = ?
                  and name = any (array(select jsonb_array_elements_text(?::jsonb)))
                """, List.of(bucket, json.writeValueAsString(names)), row -> row.getString("name"));
    }

    /// One line of a listing: an object, or a folder, which has nothing but its name.
    ///
    /// @param id       null for a folder; so are times and metadata
    /// @param metadata JSON
    public record Listed(
            String name,
            @Nullable UUID id,
            @Nullable Instant updatedAt,
            @Nullable Instant createdAt,
            @Nullable Instant lastAccessedAt,
            @Nullable String metadata) {}

    /// What a listing is ordered by.
    public enum Order {
        NAME("name"),
        UPDATED_AT("updated_at"),
        CREATED_AT("created_at"),
        LAST_ACCESSED_AT("last_accessed_at");

        private final String column;

        Order(String column) {
            this.column = column;
        }

        public String column() {
            return column;
        }
    }

    /// One level of a bucket. Source: wire reference 4.4.
    ///
    /// @param folder ends with a slash, or is empty
    /// @param search how names in it begin
    public record Level(String folder, String search, int limit, int offset, Order order, boolean descending) {}

    /// Names relative to the folder; folders without their slash.
    public List<Listed> list(StorageCaller caller, String bucket, Level level) {
        ObjectName.checkBucket(bucket);
        return statements.rows(
                caller,
                """
                select name, id, updated_at, created_at, last_accessed_at, metadata
                from storage.search(?, ?, ?::integer, 1, ?::integer, ?, ?, ?)
                """,
                List.of(
                        level.folder(),
                        bucket,
                        Integer.toString(level.limit()),
                        Integer.toString(level.offset()),
                        level.search(),
                        level.order().column(),
                        level.descending() ? "desc" : "asc"),
                StorageObjects::listed);
    }

    /// A part of a bucket in pages. Source: wire reference 4.4.
    ///
    /// @param prefix     how names begin; a plain text
    /// @param limit      1 to 1000
    /// @param byFolder   names that go on beyond a slash are gathered in their folder
    /// @param after      the last name of the page before, a folder with its slash; empty for the first
    /// @param afterMoment its time, where the order is by time; empty otherwise
    public record Pages(
            String prefix,
            int limit,
            boolean byFolder,
            Order order,
            boolean descending,
            String after,
            String afterMoment) {}

    /// Full names; folders with their slash. One more than the limit says that there is another page.
    public List<Listed> list(StorageCaller caller, String bucket, Pages pages) {
        ObjectName.checkBucket(bucket);
        return pages.byFolder() ? byFolder(caller, bucket, pages) : flat(caller, bucket, pages);
    }

    private List<Listed> byFolder(StorageCaller caller, String bucket, Pages pages) {
        return statements.rows(
                caller,
                """
                select case when id is null then name || '/' else name end as name,
                       id, updated_at, created_at, last_accessed_at, metadata
                from storage.search_v2(?, ?, ?::integer, 1, ?, ?, ?, ?)
                """,
                List.of(
                        pages.prefix(),
                        bucket,
                        Integer.toString(pages.limit() + 1),
                        pages.after(),
                        pages.descending() ? "desc" : "asc",
                        pages.order().column(),
                        pages.afterMoment()),
                StorageObjects::listed);
    }

    private List<Listed> flat(StorageCaller caller, String bucket, Pages pages) {
        String compare = pages.descending() ? "<" : ">";
        String direction = pages.descending() ? "desc" : "asc";
        boolean byTime = pages.order() != Order.NAME;
        String moment = "coalesce(" + pages.order().column() + ", 'epoch')";
        String after = byTime
                ? "(" + moment + ", name collate \"C\") " + compare
                        + " (coalesce(nullif(?, '')::timestamptz, 'epoch'), ?)"
                : "(? = '' and name collate \"C\" " + compare + " ?)";
        return statements.rows(
                caller,
                """
                select name, id, updated_at, created_at, last_accessed_at, metadata
                from storage.objects
                where bucket_id = ?
                  and name collate "C" >= ? and name collate "C" < ? || chr(1114111)
                  and (? = '' or %s)
                order by %s name collate "C" %s
                limit ?::integer
                """.formatted(after, byTime ? moment + " " + direction + "," : "", direction),
                List.of(
                        bucket,
                        pages.prefix(),
                        pages.prefix(),
                        pages.after(),
                        byTime ? pages.afterMoment() : "",
                        pages.after(),
                        Integer.toString(pages.limit() + 1)),
                StorageObjects::listed);
    }

    private static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getString("name"),
                row.getObject("id", UUID.class),
                instant(row, "updated_at"),
                instant(row, "created_at"),
                instant(row, "last_accessed_at"),
                row.getString("metadata"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /// Where something comes from and goes to.
    public record Route(String bucket, String name, String toBucket, String toName) {}

    /// Gives an object another name, and the caller as its owner. Its bytes stay where they are.
    ///
    /// @throws ProblemException a [StorageFault]; `storage.no_such_key` for what is not seen or not there
    public ObjectEntry move(StorageCaller caller, Route route) {
        ObjectName.checkBucket(route.bucket());
        ObjectName.check(route.toName());
        String owner = caller.owner();
        List<ObjectEntry> moved = taken(() -> statements.rows(
                caller,
                """
                with moved as (
                  update storage.objects
                  set bucket_id = ?, name = ?, version = ?, owner = coalesce(?::uuid, owner), owner_id = coalesce(?, owner_id)
                  where bucket_id = ? and name = ?
                  returning *)
                select %s
                from moved o
                left join lateral storage.bytes_of(o.blob_id) b on true
                """.formatted(ObjectEntries.COLUMNS),
                Arrays.asList(
                        route.toBucket(),
                        route.toName(),
                        UUID.randomUUID().toString(),
                        ObjectEntries.uuid(owner),
                        owner,
                        route.bucket(),
                        route.name()),
                ObjectEntries::read));
        if (moved.isEmpty()) {
            throw StorageFault.NO_SUCH_KEY.problem();
        }
        return moved.getFirst();
    }

    /// What a copy says of itself.
    ///
    /// @param copyMetadata takes all of it from the source; what follows counts otherwise
    /// @param mimeType     null keeps the source's
    /// @param cacheControl null keeps the source's
    public record Retold(
            boolean copyMetadata,
            @Nullable String mimeType,
            @Nullable String cacheControl,
            @Nullable ObjectNode userMetadata,
            boolean upsert) {}

    /// Writes a second object of the same bytes.
    ///
    /// @throws IOException      when the bytes cannot be read
    /// @throws ProblemException a [StorageFault]
    public ObjectEntry copy(StorageCaller caller, Route route, Retold retold) throws IOException {
        ObjectName.checkBucket(route.bucket());
        ObjectName.check(route.toName());
        ObjectEntry source = seen(caller, route);
        BlobKey key = source.key();
        boolean all = retold.copyMetadata();
        String mimeType = all || retold.mimeType() == null ? source.mimeType() : retold.mimeType();
        String cacheControl = all || retold.cacheControl() == null ? source.cacheControl() : retold.cacheControl();
        ObjectNode userMetadata =
                all ? (source.userMetadata() instanceof ObjectNode own ? own : null) : retold.userMetadata();
        Admission admission = uploads.admitCopy(
                caller,
                new NewUpload(
                        route.toBucket(),
                        route.toName(),
                        mimeType,
                        cacheControl,
                        userMetadata,
                        source.sizeBytes(),
                        true,
                        retold.upsert(),
                        caller.owner(),
                        source.robotsTag()));
        if (key == null) {
            throw StorageFault.NO_SUCH_KEY.problem();
        }
        if (key.tenantId().equals(admission.tenantId())) {
            return uploads.keepAgain(admission, key, source.sizeBytes(), source.etag());
        }
        // Bytes of another tenant are copied: they are never shared.
        try (InputStream content = storage.open(key, ByteSpan.ALL);
                Draft draft = uploads.receive(content, Long.MAX_VALUE)) {
            return uploads.keep(admission, draft, source.etag());
        }
    }

    private ObjectEntry seen(StorageCaller caller, Route route) {
        List<ObjectEntry> found = statements.rows(
                caller,
                """
                select %s
                from storage.objects o
                left join lateral storage.bytes_of(o.blob_id) b on true
                where o.bucket_id = ? and o.name = ?
                """.formatted(ObjectEntries.COLUMNS),
                List.of(route.bucket(), route.name()),
                ObjectEntries::read);
        if (found.isEmpty()) {
            throw StorageFault.NO_SUCH_KEY.problem();
        }
        return found.getFirst();
    }

    /// Removes those of the names that the caller may remove, and says which; they are in the [Trash] for a while.
    /// Their bytes go when nothing points to them any more.
    ///
    /// @param names 1 to [#NAMES_MAX]
    public List<ObjectEntry> remove(StorageCaller caller, String bucket, List<String> names) {
        ObjectName.checkBucket(bucket);
        return statements.rows(
                caller,
                """
                with gone as (
                  delete from storage.objects
                  where bucket_id = ?
                    and name = any (array(select jsonb_array_elements_text(?::jsonb)))
                  returning *)
                select %s
                from gone o
                left join lateral storage.bytes_of(o.blob_id) b on true
                order by o.name
                """.formatted(ObjectEntries.COLUMNS),
                List.of(bucket, json.writeValueAsString(names)),
                ObjectEntries::read);
    }

    /// Removes one.
    ///
    /// @throws ProblemException `storage.no_such_key` where there is none, `storage.access_denied` where the
    ///     policies keep it
    public void removeOne(StorageCaller caller, String bucket, String name) {
        if (!remove(caller, bucket, List.of(name)).isEmpty()) {
            return;
        }
        boolean there = !statements
                .rows(
                        caller.asService(),
                        "select 1 from storage.objects where bucket_id = ? and name = ?",
                        List.of(bucket, name),
                        _ -> true)
                .isEmpty();
        throw there ? StorageFault.ACCESS_DENIED.problem("Access denied") : StorageFault.NO_SUCH_KEY.problem();
    }

    private static <T> T taken(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException refused) {
            if (refused.problem().code() == StorageFault.RESOURCE_ALREADY_EXISTS) {
                throw StorageFault.KEY_ALREADY_EXISTS.problem();
            }
            throw refused;
        }
    }
}

package studio.atelier.backend.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;

/// Buckets as the caller's role, under the policies on `storage.buckets`: one that the caller may not see is
/// not there. Thread-safe.
public final class Buckets {

    private static final String COLUMNS = """
            select id, name, owner, public, file_size_limit, allowed_mime_types, type, created_at, updated_at
            from storage.buckets
            """;

    /// Generations are kept in these: they can be emptied, not removed.
    private static final Set<String> OURS = Set.of(
            Storage.GENERATED_IMAGES,
            Storage.GENERATED_VIDEOS,
            Storage.GENERATED_AUDIO,
            Storage.VIDEO_THUMBNAILS,
            Storage.USER_UPLOADS);

    private static final int EMPTY_BATCH = 1000;

    private final Transactions transactions;
    private final CallerStatements statements;
    private final long objectBytesMax;
    private final JsonMapper json = new JsonMapper();

    Buckets(Transactions transactions, long objectBytesMax) {
        this.transactions = transactions;
        this.statements = new CallerStatements(transactions);
        this.objectBytesMax = objectBytesMax;
    }

    /// The order and part of a list of buckets.
    ///
    /// @param search in the name, whatever its case; empty for all
    public record Page(int limit, int offset, String search, Column column, boolean descending) {

        public static final Page ALL = new Page(Integer.MAX_VALUE, 0, "", Column.NAME, false);
    }

    /// What buckets are ordered by.
    public enum Column {
        ID,
        NAME,
        CREATED_AT,
        UPDATED_AT;

        String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public List<Bucket> list(StorageCaller caller, Page page) {
        return statements.rows(
                caller,
                COLUMNS + """
                        where ? = '' or position(lower(?) in lower(name)) > 0
                        order by %s %s, id
                        limit ?::bigint offset ?::bigint
                        """.formatted(page.column().sql(), page.descending() ? "desc" : "asc"),
                List.of(page.search(), page.search(), Integer.toString(page.limit()), Integer.toString(page.offset())),
                Buckets::read);
    }

    /// @throws ProblemException `storage.no_such_bucket`
    public Bucket get(StorageCaller caller, String id) {
        List<Bucket> found = statements.rows(caller, COLUMNS + "where id = ?", List.of(id), Buckets::read);
        if (found.isEmpty()) {
            throw StorageFault.NO_SUCH_BUCKET.problem();
        }
        return found.getFirst();
    }

    /// A bucket to be made.
    ///
    /// @param fileSizeLimit    bytes; null for the server's
    /// @param allowedMimeTypes null for all
    public record NewBucket(
            String id,
            String name,
            boolean isPublic,
            @Nullable Long fileSizeLimit,
            @Nullable List<String> allowedMimeTypes) {}

    /// @throws ProblemException a [StorageFault]
    public void create(StorageCaller caller, NewBucket bucket) {
        if (!bucket.name().strip().equals(bucket.name())) {
            throw StorageFault.INVALID_BUCKET_NAME.problem();
        }
        ObjectName.checkBucket(bucket.name());
        ObjectName.checkBucket(bucket.id());
        check(bucket.fileSizeLimit(), bucket.allowedMimeTypes());
        String owner = caller.owner();
        try {
            statements.rows(
                    caller,
                    """
                    with made as (
                      insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
                      values (?, ?, ?::uuid, ?, ?::boolean, ?::bigint, %s))
                    select 1
                    """.formatted(TEXTS),
                    Arrays.asList(
                            bucket.id(),
                            bucket.name(),
                            ObjectEntries.uuid(owner),
                            owner,
                            Boolean.toString(bucket.isPublic()),
                            text(bucket.fileSizeLimit()),
                            texts(bucket.allowedMimeTypes()),
                            texts(bucket.allowedMimeTypes())),
                    _ -> true);
        } catch (ProblemException refused) {
            if (refused.problem().code() == StorageFault.RESOURCE_ALREADY_EXISTS) {
                throw StorageFault.BUCKET_ALREADY_EXISTS.problem();
            }
            throw refused;
        }
    }

    /// What changes of a bucket; what is not set stays.
    ///
    /// @param isPublic null to leave it
    public record Change(
            @Nullable Boolean isPublic,
            boolean setsSizeLimit,
            @Nullable Long fileSizeLimit,
            boolean setsMimeTypes,
            @Nullable List<String> allowedMimeTypes) {}

    /// @throws ProblemException a [StorageFault]
    public void update(StorageCaller caller, String id, Change change) {
        ObjectName.checkBucket(id);
        check(change.fileSizeLimit(), change.allowedMimeTypes());
        List<Boolean> changed = statements.rows(
                caller,
                """
                update storage.buckets
                set public = coalesce(?::boolean, public),
                    file_size_limit = case when ?::boolean then ?::bigint else file_size_limit end,
                    allowed_mime_types = case when ?::boolean then %s else allowed_mime_types end
                where id = ?
                returning true
                """.formatted(TEXTS),
                Arrays.asList(
                        change.isPublic() == null ? null : change.isPublic().toString(),
                        Boolean.toString(change.setsSizeLimit()),
                        text(change.fileSizeLimit()),
                        Boolean.toString(change.setsMimeTypes()),
                        texts(change.allowedMimeTypes()),
                        texts(change.allowedMimeTypes()),
                        id),
                _ -> true);
        if (changed.isEmpty()) {
            throw StorageFault.NO_SUCH_BUCKET.problem();
        }
    }

    /// Removes every object of a bucket, some at a time; whoever may call this is the service.
    ///
    /// @throws ProblemException `storage.no_such_bucket`
    public void empty(StorageCaller caller, String id) {
        get(caller, id);
        int removed;
        do {
            removed = statements
                    .rows(caller, """
                            delete from storage.objects
                            where id in (select id from storage.objects where bucket_id = ? limit ?::integer)
                            returning id
                            """, List.of(id, Integer.toString(EMPTY_BATCH)), row -> row.getString(1))
                    .size();
        } while (removed == EMPTY_BATCH);
    }

    /// @throws ProblemException `storage.no_such_bucket`, `storage.resource_not_empty`, `storage.access_denied`
    public void delete(StorageCaller caller, String id) {
        if (OURS.contains(id)) {
            throw StorageFault.ACCESS_DENIED.problem("This bucket comes with the server and stays.");
        }
        Boolean filled = transactions.asSystem(
                "look into a bucket",
                tx -> tx.sql("""
                        select exists (select from storage.objects where bucket_id = b.id)
                        from storage.buckets b
                        where b.id = :id
                        """)
                        .param("id", id)
                        .query(Boolean.class)
                        .optional()
                        .orElse(null));
        if (filled == null) {
            throw StorageFault.NO_SUCH_BUCKET.problem();
        }
        if (filled) {
            throw StorageFault.RESOURCE_NOT_EMPTY.problem();
        }
        List<String> gone = statements.rows(
                caller, "delete from storage.buckets where id = ? returning id", List.of(id), row -> row.getString(1));
        if (gone.isEmpty()) {
            throw StorageFault.NO_SUCH_BUCKET.problem();
        }
    }

    private void check(@Nullable Long sizeLimit, @Nullable List<String> mimeTypes) {
        if (sizeLimit != null && sizeLimit > objectBytesMax) {
            throw StorageFault.ENTITY_TOO_LARGE.problem();
        }
        if (mimeTypes != null) {
            MimePattern.check(mimeTypes);
        }
    }

    /// A JSON array as the database's own, given twice; null stays null.
    private static final String TEXTS =
            "case when ?::jsonb is null then null else array(select jsonb_array_elements_text(?::jsonb)) end";

    private @Nullable String texts(@Nullable List<String> texts) {
        return texts == null ? null : json.writeValueAsString(texts);
    }

    private static @Nullable String text(@Nullable Long number) {
        return number == null ? null : number.toString();
    }

    private static Bucket read(ResultSet row) throws SQLException {
        long limit = row.getLong("file_size_limit");
        boolean unlimited = row.wasNull();
        var types = row.getArray("allowed_mime_types");
        return new Bucket(
                row.getString("id"),
                row.getString("name"),
                row.getString("owner"),
                row.getBoolean("public"),
                unlimited ? null : Long.valueOf(limit),
                types == null ? null : Uploads.texts(types),
                row.getString("type"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}

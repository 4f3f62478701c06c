package studio.atelier.backend.storage;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What buckets and objects may be called. Source: wire reference 4.2.
public final class ObjectName {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_/!.*'() &$=@;:+,?-]{1,1024}");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_!.*'() &$=@;:+,?-]{1,100}");
    private static final String PLACEHOLDER = ".emptyFolderPlaceholder";

    private ObjectName() {}

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_key`
    public static void check(String key) {
        if (!KEY.matcher(key).matches()) {
            throw StorageFault.INVALID_KEY.problem("Invalid key: " + key);
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_bucket_name`
    public static void checkBucket(String name) {
        if (!BUCKET.matcher(name).matches()) {
            throw StorageFault.INVALID_BUCKET_NAME.problem();
        }
    }

    /// Whether an owner is one that the deprecated column of that name takes.
    public static boolean isUuid(@Nullable String owner) {
        return ObjectEntries.uuid(owner) != null;
    }

    /// A name with which file browsers of clients keep an empty folder; it has no bytes.
    static boolean placeholder(String name) {
        return name.endsWith(PLACEHOLDER);
    }
}

package studio.atelier.platform.http;

/// How large a request body may be under a path. A room that takes more than the usual 1 MB offers one as a
/// bean; the longest matching prefix decides.
///
/// @param prefix   path prefix, such as `/api/uploads`
/// @param bytesMax above zero
public record BodyLimit(String prefix, long bytesMax) {

    public BodyLimit {
        if (!prefix.startsWith("/") || bytesMax <= 0) {
            throw new IllegalArgumentException("a body limit has a path and a size: " + prefix + " " + bytesMax);
        }
    }
}

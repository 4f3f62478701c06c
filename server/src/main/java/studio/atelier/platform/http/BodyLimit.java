package studio.atelier.platform.http;

import java.util.List;

/// How large a request body may be under a path. A room that takes more than the usual 1 MB offers one as a
/// bean; the longest matching prefix decides.
///
/// @param prefixes of paths, such as `/api/uploads`; one or more
/// @param bytesMax above zero
public record BodyLimit(List<String> prefixes, long bytesMax) {

    public BodyLimit {
        prefixes = List.copyOf(prefixes);
        if (prefixes.isEmpty() || !prefixes.stream().allMatch(prefix -> prefix.startsWith("/")) || bytesMax <= 0) {
            throw new IllegalArgumentException("a body limit has paths and a size: " + prefixes + " " + bytesMax);
        }
    }

    public BodyLimit(String prefix, long bytesMax) {
        this(List.of(prefix), bytesMax);
    }
}

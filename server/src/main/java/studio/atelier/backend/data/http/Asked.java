package studio.atelier.backend.data.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;

/// A request to the data API, free of the servlet.
///
/// @param path    below `/rest/v1`, with its slash, decoded
/// @param query   as it stands in the address; null for none
/// @param headers names in lower case, all values each
/// @param cookies as JSON
/// @param site    scheme and host under which the caller knows the server
@SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
record Asked(
        Actor actor,
        String method,
        String path,
        @Nullable String query,
        Map<String, List<String>> headers,
        String cookies,
        String site,
        byte[] body) {

    /// The first value; null for none.
    @Nullable
    String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    boolean head() {
        return method.equals("HEAD");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}

package studio.atelier.surfaces.reference;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// One operation that the server answers.
///
/// @param method HTTP method in upper case
/// @param path   as OpenAPI writes it: `/api/projects/{id}`
/// @param code   the method that answers; null where a servlet or a function does
/// @param table  whether `format=csv` answers the same as a table
record Route(String method, String path, @Nullable Method code, boolean table) {

    /// The name under which the words about it are kept.
    String name() {
        return method + " " + path;
    }
}

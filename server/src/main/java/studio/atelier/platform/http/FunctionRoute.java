package studio.atelier.platform.http;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// A function of `/functions/v1/{name}`. A room offers it as a bean beside its web adapter; one surface
/// collects and answers them all.
///
/// @param name    as in the address, such as `generate-content`
/// @param needs   who may call
/// @param methods HTTP methods in upper case
/// @param handler does the work
public record FunctionRoute(String name, Needs needs, Set<String> methods, Handler handler) {

    public enum Needs {
        ANYONE,
        PERSON
    }

    public FunctionRoute {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("not a name for a function: " + name);
        }
        methods = Set.copyOf(methods);
    }

    /// Called with POST by a signed-in person.
    public static FunctionRoute forPerson(String name, Handler handler) {
        return new FunctionRoute(name, Needs.PERSON, Set.of("POST"), handler);
    }

    /// Called with POST by anyone.
    public static FunctionRoute forAnyone(String name, Handler handler) {
        return new FunctionRoute(name, Needs.ANYONE, Set.of("POST"), handler);
    }

    @FunctionalInterface
    public interface Handler {

        /// @throws ProblemException refused; the surface renders it in the envelope of functions
        Reply answer(Call call);
    }

    /// One call.
    ///
    /// @param caller  who calls; a person where the route needs one
    /// @param path    what follows the name in the address, without the slash; empty mostly
    /// @param query   first value of each parameter
    /// @param headers names in lower case, first value each
    /// @param body    JSON; an empty object where none was sent
    /// @param json    reads the body into a record
    public record Call(
            Caller caller,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            JsonNode body,
            JsonBodies json) {

        /// The body as a record; unknown and unreadable fields are reported together.
        ///
        /// @throws ProblemException `http.body_invalid`
        public <T> T read(Class<T> type) {
            return json.read(body, type);
        }
    }

    /// @param body written as JSON; null answers without a body
    public record Reply(int status, @Nullable Object body) {

        public static Reply ok(Object body) {
            return new Reply(200, body);
        }

        public static Reply accepted(Object body) {
            return new Reply(202, body);
        }
    }
}

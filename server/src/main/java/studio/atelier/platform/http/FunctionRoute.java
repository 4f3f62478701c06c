package studio.atelier.platform.http;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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
        PERSON,
        /// The handler judges who calls: a machine with a credential of its own, or an administrator.
        CREDENTIAL
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

    /// Called with POST by whoever the handler lets in.
    public static FunctionRoute forCredential(String name, Handler handler) {
        return new FunctionRoute(name, Needs.CREDENTIAL, Set.of("POST"), handler);
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

    /// What a function answers.
    public sealed interface Reply {

        /// @param body written as JSON; null answers without a body
        record Whole(int status, @Nullable Object body) implements Reply {}

        /// Server-sent events, each on its way as soon as it is told. The function runs while it answers; a refusal
        /// before the first event is an ordinary one, later ones are the event `error`.
        record Streamed(Consumer<Events> work) implements Reply {}

        static Reply ok(Object body) {
            return new Whole(200, body);
        }

        static Reply accepted(Object body) {
            return new Whole(202, body);
        }

        static Reply streamed(Consumer<Events> work) {
            return new Streamed(work);
        }
    }

    /// Where a streamed answer is told.
    @FunctionalInterface
    public interface Events {

        /// @param name of the event
        /// @param data written as JSON
        /// @throws java.io.UncheckedIOException when nobody listens any more
        void tell(String name, Object data);
    }

    /// Whether the caller asks for server-sent events.
    public static boolean wantsEvents(Call call) {
        return call.headers().getOrDefault("accept", "").contains("text/event-stream");
    }
}

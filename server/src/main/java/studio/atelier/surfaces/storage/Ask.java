package studio.atelier.surfaces.storage;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Means;
import studio.atelier.platform.problem.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// One request under `/storage/v1`, and where its answer goes. Not thread-safe.
final class Ask {

    private static final int BODY_BYTES_MAX = 1 << 20;

    private static final int PARAMETERS_MAX = 100;

    /// Policies get headers up to this many characters.
    private static final int HEADERS_LENGTH_MAX = 16_000;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final JsonMapper json;

    Ask(HttpServletRequest request, HttpServletResponse response, JsonMapper json) {
        this.request = request;
        this.response = response;
        this.json = json;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    String method() {
        return request.getMethod();
    }

    /// Whether anybody proved to be somebody; a project key counts.
    boolean authenticated() {
        return Caller.of(request).means() != Means.NOTHING;
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.access_denied` without a token
    StorageCaller caller(String operation) {
        if (!authenticated()) {
            throw StorageFault.ACCESS_DENIED.problem("Invalid Compact JWS");
        }
        return anybody(operation);
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.access_denied`, with its real status
    StorageCaller service(String operation) {
        StorageCaller caller = caller(operation);
        if (!caller.service()) {
            throw Problem.of(StorageFault.ACCESS_DENIED, "Access denied: Invalid role")
                    .with(StorageDialect.REAL_STATUS, true)
                    .exception();
        }
        return caller;
    }

    /// With a token or without.
    StorageCaller anybody(String operation) {
        Actor actor = Caller.of(request).actor();
        return new StorageCaller(
                actor,
                operation,
                request.getMethod(),
                request.getRequestURI(),
                json.writeValueAsString(headers()),
                false);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        int length = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            String value = request.getHeader(name);
            String known = name.toLowerCase(Locale.ROOT);
            length += known.length() + value.length();
            // The site's own session is nobody's business in the database.
            if (!known.equals("cookie") && length <= HEADERS_LENGTH_MAX) {
                headers.putIfAbsent(known, value);
            }
        }
        return headers;
    }

    /// Names the route in the log, in place of what somebody's object is called.
    void route(String pattern) {
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, StorageDialect.PREFIX + pattern);
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    /// The first value of a parameter of the address; a body is never looked into.
    @Nullable
    String query(String name) {
        String query = request.getQueryString();
        for (String pair : query == null ? new String[0] : query.split("&", PARAMETERS_MAX)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name)) {
                return equals < 0 ? "" : decoded(pair.substring(equals + 1).replace("+", "%20"));
            }
        }
        return null;
    }

    /// The request's path below the prefix, undecoded, without its first slash.
    String path() {
        String path = request.getRequestURI();
        int from = path.startsWith(StorageDialect.PREFIX) ? StorageDialect.PREFIX.length() : 0;
        return from < path.length() && path.charAt(from) == '/' ? path.substring(from + 1) : path.substring(from);
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_request`
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw StorageFault.INVALID_REQUEST.problem("the path cannot be decoded");
        }
    }

    /// The body as an object; one that is not sent is empty.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_request`
    Fields body() throws IOException {
        try (InputStream content = request.getInputStream()) {
            byte[] bytes = content.readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                throw StorageFault.ENTITY_TOO_LARGE.problem("The body exceeded the maximum allowed size");
            }
            JsonNode tree = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : json.readTree(bytes);
            if (!tree.isObject()) {
                throw Fields.invalid("body must be object");
            }
            return new Fields("body", tree);
        } catch (JacksonException _) {
            throw Fields.invalid("Body is not valid JSON but content-type is set to 'application/json'");
        }
    }

    /// Answers with 200 and JSON.
    void answer(Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/json; charset=utf-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /// Answers `{"message": ...}`.
    void message(String text) throws IOException {
        answer(Map.of("message", text));
    }
}

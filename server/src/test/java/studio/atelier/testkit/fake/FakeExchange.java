package studio.atelier.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.MatchResult;
import tools.jackson.databind.JsonNode;

/// One request to a fake, and its answer. One thread.
public final class FakeExchange implements AutoCloseable {

    private final HttpExchange http;
    private final MatchResult path;
    private final byte[] body;

    FakeExchange(HttpExchange http, MatchResult path, byte[] body) {
        this.http = http;
        this.path = path;
        this.body = body;
    }

    public String method() {
        return http.getRequestMethod();
    }

    public String path() {
        return http.getRequestURI().getPath();
    }

    /// What the brackets of the route's pattern found.
    public String group(int number) {
        String found = path.group(number);
        return found == null ? "" : found;
    }

    /// @return a parameter of the query, or an empty text
    public String query(String name) {
        String query = http.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] sides = pair.split("=", 2);
            if (sides.length == 2 && sides[0].equals(name)) {
                return URLDecoder.decode(sides[1], StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    /// @return a header of the request, or an empty text
    public String header(String name) {
        return Optional.ofNullable(http.getRequestHeaders().getFirst(name)).orElse("");
    }

    /// @param scheme `Bearer`, `Key`, `Basic`
    public String authorization(String scheme) {
        String header = header("Authorization");
        return header.startsWith(scheme + " ")
                ? header.substring(scheme.length() + 1).trim()
                : "";
    }

    public JsonNode body() {
        return FakeJson.read(body);
    }

    public byte[] bytes() {
        return body;
    }

    public FakeForm form() {
        return FakeForm.of(header("Content-Type"), body);
    }

    /// Sets a header of the answer.
    public FakeExchange header(String name, String value) {
        http.getResponseHeaders().set(name, value);
        return this;
    }

    /// @param template see [FakeJson#fill]
    public void json(int status, String template, Object... values) throws IOException {
        header("Content-Type", "application/json");
        raw(status, FakeJson.fill(template, values).getBytes(StandardCharsets.UTF_8));
    }

    public void bytes(String type, byte[] content) throws IOException {
        header("Content-Type", type);
        raw(200, content);
    }

    public void raw(int status, byte[] content) throws IOException {
        try (OutputStream out = open(status, content.length == 0 ? -1 : content.length)) {
            out.write(content);
        }
    }

    /// @param length of the body; when less is written before the exchange is closed, the connection is
    ///     cut; 0 for an unknown length, -1 for no body
    public OutputStream open(int status, long length) throws IOException {
        http.sendResponseHeaders(status, length);
        return http.getResponseBody();
    }

    /// Without an answer so far this cuts the connection.
    @Override
    public void close() {
        http.close();
    }
}

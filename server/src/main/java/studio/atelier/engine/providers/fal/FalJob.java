package studio.atelier.engine.providers.fal;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a job is looked at, fetched and stopped: the addresses of the submit, kept as the handle. They
/// cannot be made up from the endpoint, whose last parts they leave out.
record FalJob(URI status, URI response, URI cancel) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HOST = ".fal.run";
    private static final int LENGTH_MAX = 2_000;

    /// @param answer of the submit, or a handle
    /// @param base   where the key may be sent beside the provider's own hosts
    /// @return nothing when an address is missing or leads elsewhere
    static Optional<FalJob> of(JsonNode answer, URI base) {
        Optional<URI> status = address(answer.path("status_url").asString(""), base);
        Optional<URI> response = address(answer.path("response_url").asString(""), base);
        Optional<URI> cancel = address(answer.path("cancel_url").asString(""), base);
        return status.isPresent() && response.isPresent() && cancel.isPresent()
                ? Optional.of(new FalJob(status.get(), response.get(), cancel.get()))
                : Optional.empty();
    }

    static Optional<FalJob> of(String handle, URI base) {
        try {
            return of(JSON.readTree(handle), base);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    String handle() {
        return JSON.createObjectNode()
                .put("status_url", status.toString())
                .put("response_url", response.toString())
                .put("cancel_url", cancel.toString())
                .toString();
    }

    private static Optional<URI> address(String text, URI base) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            boolean theirs = "https".equals(uri.getScheme()) && uri.getPort() < 0 && host.endsWith(HOST);
            boolean same = host.equals(base.getHost()) && uri.getPort() == base.getPort();
            return text.length() <= LENGTH_MAX && (theirs || same) ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}

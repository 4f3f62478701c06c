package studio.atelier.engine.providers.fal;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import studio.atelier.engine.providers.wire.Address;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a job is looked at, fetched and stopped: the addresses that the submit answers with, kept as the handle.
/// Where that answer was lost, the addresses that the provider documents, of the id that its callback names.
record FalJob(URI status, URI response, URI cancel) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HOST = ".fal.run";
    private static final int LENGTH_MAX = 2_000;
    private static final String REQUEST = "request_id";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Set<String> PREFIXES = Set.of("workflows", "comfy");

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

    /// The handle of the job that a callback names.
    static Optional<String> called(String body) {
        return request(body).map(id -> JSON.createObjectNode().put(REQUEST, id).toString());
    }

    /// @param handle   of [#called(String)]
    /// @param endpoint of the submit; its job is addressed by the first two parts, after a prefix of some
    static Optional<FalJob> called(String handle, String endpoint, URI base) {
        String[] parts = endpoint.split("/", -1);
        int kept = PREFIXES.contains(parts[0]) ? 3 : 2;
        String model = String.join("/", List.of(parts).subList(0, Math.min(kept, parts.length)));
        return request(handle).map(id -> {
            String job = "/" + model + "/requests/" + id;
            return new FalJob(
                    Address.under(base, job + "/status"),
                    Address.under(base, job),
                    Address.under(base, job + "/cancel"));
        });
    }

    private static Optional<String> request(String json) {
        try {
            JsonNode id = JSON.readTree(json).path(REQUEST);
            return id.isString() && ID.matcher(id.asString()).matches() ? Optional.of(id.asString()) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
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

package studio.atelier.platform.outbound;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import studio.atelier.platform.settings.Secret;

/// One request to the outside. Prints method and host only.
///
/// @param method  upper case
/// @param uri     absolute, `https` unless the operator allowed the place
/// @param headers values may be secret, so all are; sent to this host only
public record OutboundCall(
        String method, URI uri, Map<String, Secret> headers, Payload payload, OutboundLimits limits) {

    public OutboundCall {
        headers = Map.copyOf(headers);
    }

    /// What is sent.
    public sealed interface Payload {

        record None() implements Payload {}

        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Bytes(byte[] bytes) implements Payload {}

        /// @param length exact number of bytes
        /// @param open   opens the content anew for each sending
        record Content(long length, Supplier<? extends InputStream> open) implements Payload {}
    }

    public static OutboundCall get(URI uri, OutboundLimits limits) {
        return new OutboundCall("GET", uri, Map.of(), new Payload.None(), limits);
    }

    /// A POST of JSON text.
    public static OutboundCall postJson(URI uri, String json, OutboundLimits limits) {
        return new OutboundCall(
                "POST",
                uri,
                Map.of("Content-Type", new Secret("application/json")),
                new Payload.Bytes(json.getBytes(StandardCharsets.UTF_8)),
                limits);
    }

    public OutboundCall with(String name, Secret value) {
        Map<String, Secret> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutboundCall(method, uri, more, payload, limits);
    }

    public OutboundCall with(String name, String value) {
        return with(name, new Secret(value));
    }

    OutboundCall to(URI next, Map<String, Secret> kept) {
        return new OutboundCall(method, next, kept, payload, limits);
    }

    @Override
    public String toString() {
        return "OutboundCall[" + method + " " + uri.getHost() + "]";
    }
}

package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import studio.atelier.backend.identity.internal.ExternalIssuer.IssuerRefused;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON of other issuers, through the guard. Thread-safe.
final class IssuerHttp {

    private static final int BYTES_MAX = 512 << 10;

    private final Outbound outbound;

    IssuerHttp(Outbound outbound) {
        this.outbound = outbound;
    }

    /// @throws IssuerRefused for anything but JSON with a good status
    JsonNode get(URI uri, Map<String, Secret> headers) {
        OutboundCall call = OutboundCall.get(uri, OutboundLimits.BRIEF).with("Accept", "application/json");
        for (var header : headers.entrySet()) {
            call = call.with(header.getKey(), header.getValue());
        }
        return send(call);
    }

    /// @throws IssuerRefused for anything but JSON with a good status
    JsonNode post(URI uri, Map<String, String> form, Map<String, Secret> headers) {
        Map<String, Secret> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", new Secret("application/x-www-form-urlencoded"));
        all.put("Accept", new Secret("application/json"));
        return send(new OutboundCall(
                "POST", uri, all, new OutboundCall.Payload.Bytes(form(form).getBytes(UTF_8)), OutboundLimits.BRIEF));
    }

    private JsonNode send(OutboundCall call) {
        return switch (outbound.send(call)) {
            case Outcome.NotSent(var _, String detail) -> throw new IssuerRefused(detail);
            case Outcome.SentNoAnswer(var _, String detail) -> throw new IssuerRefused(detail);
            case Outcome.Answered answer -> {
                try (answer) {
                    JsonNode json = JsonMapper.shared().readTree(answer.text(BYTES_MAX));
                    if (!answer.ok()) {
                        throw new IssuerRefused("The server " + call.uri().getHost() + " answered with status "
                                + answer.status() + ".");
                    }
                    yield json;
                } catch (IOException | JacksonException _) {
                    throw new IssuerRefused("The server " + call.uri().getHost() + " did not answer with JSON.");
                }
            }
        };
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// @return the address with these parameters after those it has
    static URI with(URI uri, Map<String, String> values) {
        String text = uri.toString();
        return URI.create(text + (text.indexOf('?') < 0 ? "?" : "&") + form(values));
    }
}

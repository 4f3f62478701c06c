package studio.atelier.engine.generation;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.providers.Callback;

/// `POST /webhooks/providers/{provider}/{id}?token=`: providers say that a job moved on. The function
/// `generation-webhook` is the same under the address that front ends gave to providers before (A25). Who calls is
/// told by the token of the job and, where the provider signs, by its signature; limits by address come first
/// (A31 as A67 and A68 correct it).
@RestController
class CallbacksResource {

    static final String FUNCTION = "/functions/v1/generation-webhook/";

    /// Bytes of a body.
    static final long BODY_MAX = 1 << 20;

    private static final Map<String, Boolean> RECEIVED = Map.of("received", true);

    private final Callbacks callbacks;

    CallbacksResource(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    @PostMapping({CallbackAddress.PATH + "{provider}/{id}", FUNCTION + "{provider}/{id}"})
    Map<String, Boolean> receive(
            @PathVariable String provider,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String token,
            HttpServletRequest request)
            throws IOException {
        if (token == null) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
        byte[] body = request.getInputStream().readAllBytes();
        callbacks.receive(provider, id(id), token, new Callback(headers(request), text(body)));
        return RECEIVED;
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException _) {
            throw GenerationProblem.CALLBACK_UNREADABLE.problem();
        }
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            Collections.list(request.getHeaders(name))
                    .forEach(value -> headers.put(name.toLowerCase(Locale.ROOT), value));
        }
        return headers;
    }
}

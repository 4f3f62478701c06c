package studio.atelier.backend.identity.internal;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.problem.Faults;

/// `/api/auth/callback`: where a front end that knows only `/api` lets another issuer come back. Hands over to our own
/// page, in which the verifier of the code lies. Source: E19.
@RestController
class CallbackResource {

    private static final String PAGE = "/from-provider";
    private static final int LENGTH_MAX = 2_000;

    @GetMapping("/api/auth/callback")
    ResponseEntity<Void> callback(
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String error,
            @RequestParam(name = "error_code", required = false) @Nullable String errorCode,
            @RequestParam(name = "error_description", required = false) @Nullable String errorDescription) {
        if (code == null && error == null) {
            new Faults()
                    .add("/code", "required", "Come back with the code of the issuer, or with its error.")
                    .check(IdentityProblem.INVALID);
        }
        Map<String, String> told = new LinkedHashMap<>();
        put(told, "code", code);
        put(told, "error", error);
        put(told, "error_code", errorCode);
        put(told, "error_description", errorDescription);
        UriComponentsBuilder page = UriComponentsBuilder.fromPath(PAGE);
        told.keySet().forEach(name -> page.queryParam(name, "{" + name + "}"));
        URI place = page.encode().buildAndExpand(told).toUri();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(place)
                .header("Cache-Control", "no-store")
                .build();
    }

    private static void put(Map<String, String> told, String name, @Nullable String value) {
        if (value != null) {
            told.put(name, value.length() > LENGTH_MAX ? value.substring(0, LENGTH_MAX) : value);
        }
    }
}

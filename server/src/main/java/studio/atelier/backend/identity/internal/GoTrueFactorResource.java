package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// `/auth/v1/factors`: a second factor. Source: wire reference 2.10.
@RestController
@RequestMapping("/auth/v1/factors")
class GoTrueFactorResource {

    private final GoTrueDesk desk;
    private final Factors factors;
    private final GoTrueJson json;

    GoTrueFactorResource(GoTrueDesk desk, Factors factors, GoTrueJson json) {
        this.desk = desk;
        this.factors = factors;
        this.json = json;
    }

    @PostMapping
    Map<String, @Nullable Object> enroll(@RequestBody JsonNode content, Caller caller, HttpServletRequest request) {
        Factors.By by = by(caller, request);
        var body = new GoTrueBody(content);
        switch (body.text("factor_type")) {
            case "totp" -> {}
            case "phone" -> throw GoTrueProblem.MFA_PHONE_ENROLL_NOT_ENABLED.problem();
            case "webauthn" -> throw GoTrueProblem.MFA_WEBAUTHN_ENROLL_NOT_ENABLED.problem();
            default ->
                throw GoTrueProblem.VALIDATION_FAILED.problem("factor_type needs to be totp, phone, or webauthn");
        }
        String name = body.text("friendly_name");
        if (name.length() > Factors.NAME_LENGTH_MAX) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("friendly_name is too long");
        }
        String issuer = body.text("issuer");
        Factors.Enrolled enrolled = factors.enroll(
                by, name, issuer.isEmpty() ? caller.exchange().site().getAuthority() : issuer);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("id", enrolled.id());
        answer.put("type", "totp");
        answer.put("friendly_name", name);
        answer.put(
                "totp",
                Map.of(
                        "qr_code", QrPicture.svg(enrolled.uri()),
                        "secret", enrolled.secret(),
                        "uri", enrolled.uri()));
        return answer;
    }

    @PostMapping("/{id}/challenge")
    Map<String, Object> challenge(@PathVariable String id, Caller caller, HttpServletRequest request) {
        Factors.By by = by(caller, request);
        Factors.Challenge challenge = factors.challenge(by, id(id));
        return Map.of(
                "id", challenge.id(),
                "type", "totp",
                "expires_at", challenge.expiresAt().getEpochSecond());
    }

    @PostMapping("/{id}/verify")
    Map<String, @Nullable Object> verify(
            @PathVariable String id, @RequestBody JsonNode content, Caller caller, HttpServletRequest request) {
        desk.countAttempt(caller);
        Factors.By by = by(caller, request);
        UUID factor = id(id);
        var body = new GoTrueBody(content);
        if (!body.has("code")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Code needs to be non-empty");
        }
        UUID challenge =
                Uuids.parse(body.text("challenge_id")).orElseThrow(GoTrueProblem.MFA_CHALLENGE_NOT_FOUND::problem);
        return json.session(factors.verify(by, factor, challenge, body.text("code"), desk.visit(caller, request)));
    }

    @DeleteMapping("/{id}")
    Map<String, Object> unenroll(@PathVariable String id, Caller caller, HttpServletRequest request) {
        Factors.By by = by(caller, request);
        UUID factor = id(id);
        factors.unenroll(by, factor);
        return Map.of("id", factor);
    }

    private Factors.By by(Caller caller, HttpServletRequest request) {
        Account account = desk.signedIn(caller, request);
        if (account.anonymous()) {
            throw GoTrueProblem.ANONYMOUS_NOT_ALLOWED.problem();
        }
        return new Factors.By(
                caller.actor(),
                account,
                Optional.ofNullable(desk.session(caller)).orElseThrow(GoTrueProblem.SESSION_NOT_FOUND::problem));
    }

    private static UUID id(String text) {
        return Uuids.parse(text).orElseThrow(() -> GoTrueProblem.PATH_INVALID.problem("factor_id must be an UUID"));
    }
}

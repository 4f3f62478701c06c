package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// The routes of `/auth/v1` that send a message. None says whether the address has an account, save where the client
/// asks that none be made. Source: wire reference 2.4, 2.7.
@RestController
@RequestMapping("/auth/v1")
class GoTrueMessageResource {

    private final GoTrueDesk desk;
    private final Registration registration;
    private final Correspondence correspondence;
    private final IdentitySettings settings;

    GoTrueMessageResource(
            GoTrueDesk desk, Registration registration, Correspondence correspondence, IdentitySettings settings) {
        this.desk = desk;
        this.registration = registration;
        this.correspondence = correspondence;
        this.settings = settings;
    }

    @PostMapping("/otp")
    Map<String, Object> code(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        var body = new GoTrueBody(content);
        boolean byEmail = body.has("email");
        boolean byPhone = body.has("phone");
        if (byEmail && byPhone) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Only an email address or phone number should be provided");
        }
        if (byEmail && body.has("channel")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Channel should only be specified with Phone OTP");
        }
        if (!byEmail && !byPhone) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("One of email or phone must be set");
        }
        desk.captcha(body, caller);
        FlowStates.Challenge challenge = body.challenge();
        if (byPhone && !settings.doors().phone()) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem("Unsupported phone provider");
        }
        if (byPhone) {
            body.checkChannel();
        }
        var newcomer = new Registration.Newcomer(
                byEmail ? GoTrueBody.email(body.text("email")) : null,
                byEmail ? null : GoTrueBody.phone(body.text("phone")),
                null,
                body.object("data"),
                challenge,
                desk.way(caller, request, redirect, challenge));
        desk.limitSends(byEmail ? Letter.MAGIC_LINK : Letter.PHONE_CONFIRMATION, newcomer.address(), caller);
        return EvenTime.of(() -> {
            UUID message = registration
                    .sendCode(newcomer, body.flag("create_user", true))
                    .orElse(null);
            return byPhone && message != null ? Map.of("message_id", message) : Map.of();
        });
    }

    /// An older name of the same for e-mail.
    @PostMapping("/magiclink")
    Map<String, Object> magicLink(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        return code(content, redirect, caller, request);
    }

    @PostMapping("/recover")
    Map<String, Object> recover(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        var body = new GoTrueBody(content);
        if (!body.has("email")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Password recovery requires an email");
        }
        desk.captcha(body, caller);
        String email = GoTrueBody.email(body.text("email"));
        FlowStates.Challenge challenge = body.challenge();
        Letters.Way way = desk.way(caller, request, redirect, challenge);
        desk.limitSends(Letter.RECOVERY, email, caller);
        return EvenTime.of(() -> {
            correspondence.recover(email, way, challenge);
            return Map.of();
        });
    }

    @PostMapping("/resend")
    Map<String, Object> resend(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        var body = new GoTrueBody(content);
        desk.captcha(body, caller);
        Letter letter = switch (body.text("type")) {
            case "signup" -> Letter.CONFIRMATION;
            case "email_change" -> Letter.EMAIL_CHANGE_NEW;
            case "sms" -> Letter.PHONE_CONFIRMATION;
            case "phone_change" -> Letter.PHONE_CHANGE;
            default ->
                throw GoTrueProblem.VALIDATION_FAILED.problem(
                        "Missing one of these types: signup, email_change, sms, phone_change");
        };
        String address = resendAddress(body, letter);
        FlowStates.Challenge challenge = letter.phone() ? null : body.challenge();
        Letters.Way way = desk.way(caller, request, redirect, challenge);
        desk.limitSends(letter, address, caller);
        return EvenTime.of(() -> {
            UUID message =
                    correspondence.resend(letter, address, way, challenge).orElse(null);
            Map<String, Object> answer = new LinkedHashMap<>();
            if (letter.phone() && message != null) {
                answer.put("message_id", message);
            }
            return answer;
        });
    }

    private String resendAddress(GoTrueBody body, Letter letter) {
        boolean byEmail = body.has("email");
        boolean byPhone = body.has("phone");
        if (!byEmail && letter == Letter.CONFIRMATION) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Type provided requires an email address");
        }
        if (!byPhone && letter == Letter.PHONE_CONFIRMATION) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Type provided requires a phone number");
        }
        if (byEmail && byPhone) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Only an email address or phone number should be provided.");
        }
        if (!byEmail && !byPhone) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Missing email address or phone number");
        }
        if (byPhone && !settings.doors().phone()) {
            throw GoTrueProblem.PHONE_PROVIDER_DISABLED.problem("Phone logins are disabled");
        }
        return byEmail ? GoTrueBody.email(body.text("email")) : GoTrueBody.phone(body.text("phone"));
    }

    @GetMapping("/reauthenticate")
    Map<String, Object> reauthenticate(Caller caller, HttpServletRequest request) {
        Account account = desk.signedIn(caller, request);
        String email = account.email();
        String phone = account.phone();
        if (email == null && phone == null) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "Reauthentication requires the user to have an email or a phone number");
        }
        if (email != null && !account.emailConfirmed()) {
            throw GoTrueProblem.REAUTHENTICATION_UNCONFIRMED.problem();
        }
        if (email == null && !account.phoneConfirmed()) {
            throw GoTrueProblem.REAUTHENTICATION_PHONE_UNCONFIRMED.problem();
        }
        Letter letter = email == null ? Letter.PHONE_REAUTHENTICATION : Letter.REAUTHENTICATION;
        String address = String.valueOf(email == null ? phone : email);
        desk.limitSends(letter, address, caller);
        @Nullable UUID message = correspondence.write(account, letter, address, desk.way(caller, request, "", null));
        return letter.phone() && message != null ? Map.of("message_id", message) : Map.of();
    }
}

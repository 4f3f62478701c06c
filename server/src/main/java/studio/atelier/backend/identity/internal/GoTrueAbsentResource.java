package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// What GoTrue can be and this server is not, refused as a GoTrue refuses what is switched off. Source: DESIGN 10 "Not
/// built"; wire reference 2.4, 2.11, 2.14, 8.4.
@RestController
@RequestMapping("/auth/v1")
class GoTrueAbsentResource {

    private final GoTrueDesk desk;

    GoTrueAbsentResource(GoTrueDesk desk) {
        this.desk = desk;
    }

    @PostMapping("/sso")
    void singleSignOn() {
        throw GoTrueProblem.SAML_PROVIDER_DISABLED.problem();
    }

    @RequestMapping({"/sso/saml/**", "/admin/sso/**"})
    void saml() {
        throw GoTrueProblem.SAML_PROVIDER_DISABLED.problem();
    }

    @RequestMapping({"/passkeys", "/passkeys/**", "/admin/users/{user}/passkeys", "/admin/users/{user}/passkeys/**"})
    void passkeys() {
        throw GoTrueProblem.PASSKEY_DISABLED.problem();
    }

    /// A client of an authorisation server without a place to come back to is refused before the server is.
    @PostMapping("/admin/oauth/clients")
    void authorizationClient(@RequestBody JsonNode content, Caller caller, HttpServletRequest request) {
        desk.requireService(caller, request);
        if (content.path("redirect_uris").isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("redirect_uris is required");
        }
        authorizationServer(request);
    }

    @RequestMapping({
        "/oauth/**",
        "/admin/oauth/**",
        "/user/oauth/**",
        "/.well-known/oauth-authorization-server",
        "/admin/custom-providers",
        "/admin/custom-providers/**"
    })
    void authorizationServer(HttpServletRequest request) {
        throw request.getRequestURI().contains("custom-providers")
                ? GoTrueProblem.FEATURE_DISABLED.problem("Custom OAuth providers are disabled")
                : GoTrueProblem.FEATURE_DISABLED.problem("OAuth server is disabled");
    }
}

package studio.atelier.backend.organisations.internal;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.organisations.Organisation;
import studio.atelier.backend.organisations.OrganisationsProblem;
import studio.atelier.backend.organisations.Role;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.problem.Faults;

/// `/api/organisations/{id}/invitations`, and what the one with the link does. Tokens come in bodies, never in paths.
@RestController
class OrganisationInvitationsResource {

    private static final int EMAIL_MAX = 255;

    private final OrganisationInvitations invitations;
    private final Directory directory;
    private final boolean development;

    OrganisationInvitationsResource(OrganisationInvitations invitations, Directory directory, MailSettings settings) {
        this.invitations = invitations;
        this.directory = directory;
        this.development = settings.development();
    }

    record NewInvitation(@Nullable String email, @Nullable String role) {}

    record TokenBody(@Nullable String token) {

        String given() {
            return token == null ? "" : token;
        }

        @Override
        public String toString() {
            return "TokenBody[***]";
        }
    }

    @GetMapping("/api/organisations/{id}/invitations")
    Envelope<Map<String, List<InvitationStore.Invitation>>> list(Actor actor, @PathVariable UUID id) {
        return Envelope.of(Map.of("invitations", invitations.of(actor, id)));
    }

    @PostMapping("/api/organisations/{id}/invitations")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<InvitationStore.Invitation> invite(
            Actor actor, Caller caller, @PathVariable UUID id, @RequestBody NewInvitation body) {
        var faults = new Faults();
        String given = faults.required("/email", body.email(), EMAIL_MAX);
        String email = Identity.address(given).orElse("");
        if (!given.isEmpty() && email.isEmpty()) {
            faults.add("/email", "invalid", "This is not an e-mail address.");
        }
        Role role =
                Role.of(body.role() == null ? Role.MEMBER.word() : body.role()).orElse(null);
        if (role == null) {
            faults.add("/role", "unknown", "One of owner, admin, member, viewer.");
        }
        faults.check(OrganisationsProblem.INVALID);
        return Envelope.of(
                invitations.invite(actor, id, email, role == null ? Role.MEMBER : role, site(caller.exchange())));
    }

    @PostMapping("/api/organisations/{id}/invitations/{invitation}/resend")
    Envelope<InvitationStore.Invitation> resend(
            Actor actor, Caller caller, @PathVariable UUID id, @PathVariable UUID invitation) {
        return Envelope.of(invitations.resend(actor, id, invitation, site(caller.exchange())));
    }

    @DeleteMapping("/api/organisations/{id}/invitations/{invitation}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(Actor actor, @PathVariable UUID id, @PathVariable UUID invitation) {
        invitations.withdraw(actor, id, invitation);
    }

    /// For anybody with the link.
    @PostMapping("/api/organisations/invitations/preview")
    Envelope<OrganisationInvitations.Preview> preview(@RequestBody TokenBody body) {
        return Envelope.of(invitations.preview(body.given()));
    }

    @PostMapping("/api/organisations/invitations/accept")
    Envelope<Organisation> accept(Actor actor, @RequestBody TokenBody body) {
        return Envelope.of(directory.find(actor, invitations.accept(actor, body.given())));
    }

    // A link in a message uses the configured address, because whoever asks chooses the `Host` of the request. Only
    // where
    // messages do not leave, a request on this machine may say how it got here.
    private URI site(Exchange exchange) {
        return development && exchange.local() ? exchange.host() : exchange.site();
    }
}

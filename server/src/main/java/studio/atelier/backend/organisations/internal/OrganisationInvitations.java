package studio.atelier.backend.organisations.internal;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.identity.Person;
import studio.atelier.backend.organisations.OrganisationsProblem;
import studio.atelier.backend.organisations.Role;
import studio.atelier.backend.organisations.internal.InvitationStore.Invitation;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.problem.Problem;

/// Asking people in by mail. The link carries 256 random bits of which only the hash is kept; a new message makes the
/// link of the one before void. Thread-safe.
final class OrganisationInvitations {

    static final Duration LIFE = Duration.ofDays(7);

    /// An invitation that ran out stays in sight for as long, so that it can be sent again.
    private static final Duration KEPT = Duration.ofDays(30);

    private static final int OPEN_MAX = 200;
    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_LENGTH_MAX = 200;

    private final Transactions transactions;
    private final Directory directory;
    private final InvitationStore store;
    private final Identity identity;
    private final Post post;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random;

    OrganisationInvitations(
            Transactions transactions, Rooms rooms, Post post, Ids ids, Clock clock, SecureRandom random) {
        this.transactions = transactions;
        this.directory = rooms.directory();
        this.store = rooms.store();
        this.identity = rooms.identity();
        this.post = post;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    record Rooms(Directory directory, InvitationStore store, Identity identity) {}

    /// How a message leaves.
    ///
    /// @param perPerson messages one person may cause
    /// @param perRecipient messages one address may get of one organisation
    record Post(Outbox outbox, MailTemplate template, Limiter perPerson, Limiter perRecipient) {}

    List<Invitation> of(Actor actor, UUID organisation) {
        return transactions.asUser(actor, tx -> {
            directory.require(tx, actor, organisation, "invitations.manage");
            return store.of(tx, organisation);
        });
    }

    /// @param email normalised
    /// @param site  under which the reader reaches this server
    Invitation invite(Actor actor, UUID organisation, String email, Role role, URI site) {
        return transactions.asUser(actor, tx -> {
            requireFor(tx, actor, organisation, role.word());
            if (store.of(tx, organisation).size() >= OPEN_MAX) {
                throw Directory.tooMany("There are " + OPEN_MAX + " open invitations; withdraw some first.");
            }
            return send(tx, actor, organisation, email, role.word(), site);
        });
    }

    Invitation resend(Actor actor, UUID organisation, UUID id, URI site) {
        return transactions.asUser(actor, tx -> {
            directory.require(tx, actor, organisation, "invitations.manage");
            Invitation known =
                    store.find(tx, organisation, id).orElseThrow(OrganisationsProblem.INVITATION_NOT_FOUND::problem);
            requireFor(tx, actor, organisation, known.role());
            return send(tx, actor, organisation, known.email(), known.role(), site);
        });
    }

    void withdraw(Actor actor, UUID organisation, UUID id) {
        transactions.asUser(actor, tx -> {
            directory.require(tx, actor, organisation, "invitations.manage");
            if (!store.remove(tx, organisation, id, InvitationStore.End.WITHDRAWN)) {
                throw OrganisationsProblem.INVITATION_NOT_FOUND.problem();
            }
            return id;
        });
    }

    private void requireFor(Tx tx, Actor actor, UUID organisation, String role) {
        directory.require(tx, actor, organisation, "invitations.manage");
        if (role.equals(Role.OWNER.word())) {
            directory.require(tx, actor, organisation, "owners.manage");
        }
    }

    private Invitation send(Tx tx, Actor actor, UUID organisation, String email, String role, URI site) {
        Tx system = tx.asSystem("invitation");
        if (store.memberWith(system, organisation, email)) {
            throw OrganisationsProblem.ALREADY_MEMBER.problem();
        }
        post.perPerson().check(actor.person().toString());
        post.perRecipient().check(organisation + " " + email);
        byte[] raw = new byte[TOKEN_BYTES];
        random.nextBytes(raw);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var sending = new InvitationStore.Sending(actor.person(), Sha256.hex(token), now, now.plus(LIFE));
        UUID id = store.put(system, ids.next(), organisation, email, role, sending);
        Invitation sent = store.find(system, organisation, id).orElseThrow();
        write(system, sent, site, token);
        return sent;
    }

    private void write(Tx tx, Invitation invitation, URI site, String token) {
        String by = invitation.invitedBy();
        MailTemplate.Filled filled = post.template()
                .fill(Map.of(
                        "Organisation",
                        invitation.orgName(),
                        "InvitedBy",
                        by == null ? "An administrator" : by,
                        "Role",
                        (invitation.role().matches("[ao].*") ? "an " : "a ") + invitation.role(),
                        "SiteURL",
                        site.toString(),
                        "Expires",
                        invitation.expiresAt().truncatedTo(ChronoUnit.MINUTES) + " (UTC)",
                        // After the hash, so that no server and no log on the way sees it.
                        "ConfirmationURL",
                        site + "/join#" + token));
        post.outbox()
                .leave(
                        tx,
                        new Message.Email(
                                invitation.email(),
                                "organisation-invitation",
                                filled.subject(),
                                filled.text(),
                                filled.html()));
    }

    /// What the one with the link may see before signing in.
    ///
    /// @param account whether there is an account with the address; whoever has the link reads that mailbox
    record Preview(
            String organisation,
            String role,
            String email,
            @Nullable String invitedBy,
            Instant expiresAt,
            boolean account) {}

    Preview preview(String token) {
        return transactions.asSystem("invitation", tx -> {
            Invitation invitation = open(tx, token);
            return new Preview(
                    invitation.orgName(),
                    invitation.role(),
                    invitation.email(),
                    invitation.invitedBy(),
                    invitation.expiresAt(),
                    identity.known(tx, invitation.email()));
        });
    }

    /// @return the organisation's id
    UUID accept(Actor actor, String token) {
        Person person = identity.person(actor.person()).orElseThrow();
        return transactions.asUser(actor, tx -> {
            Tx system = tx.asSystem("invitation");
            Invitation invitation = open(system, token);
            if (!invitation.email().equals(person.email())) {
                throw Problem.of(
                                OrganisationsProblem.OTHER_ADDRESS,
                                "This invitation was sent to " + invitation.email() + ". Sign in with that address.")
                        .exception();
            }
            directory.join(system, invitation.orgId(), actor.person(), invitation.role());
            store.remove(system, invitation.orgId(), invitation.id(), InvitationStore.End.ACCEPTED);
            return invitation.orgId();
        });
    }

    private Invitation open(Tx tx, String token) {
        if (token.isEmpty() || token.length() > TOKEN_LENGTH_MAX) {
            throw OrganisationsProblem.INVITATION_NOT_FOUND.problem();
        }
        Invitation invitation =
                store.byToken(tx, Sha256.hex(token)).orElseThrow(OrganisationsProblem.INVITATION_NOT_FOUND::problem);
        if (!invitation.expiresAt().isAfter(clock.instant())) {
            throw OrganisationsProblem.INVITATION_EXPIRED.problem();
        }
        return invitation;
    }

    /// Forgets invitations that ran out long ago.
    void tidy() {
        transactions.asSystem(
                "old invitations", tx -> store.removeExpired(tx, clock.instant().minus(KEPT)));
    }
}

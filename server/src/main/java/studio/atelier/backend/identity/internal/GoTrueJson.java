package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.json.JsonMapper;

/// Users and sessions as GoTrue shows them. Source: wire reference 2.3.
final class GoTrueJson {

    private final Transactions transactions;
    private final IdentityStore identities;

    GoTrueJson(Transactions transactions, IdentityStore identities) {
        this.transactions = transactions;
        this.identities = identities;
    }

    Map<String, @Nullable Object> session(SignedIn signedIn) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("access_token", signedIn.access().token());
        body.put("token_type", "bearer");
        body.put("expires_in", signedIn.access().lifetime().toSeconds());
        body.put("expires_at", signedIn.access().expiresAt().getEpochSecond());
        body.put("refresh_token", signedIn.refreshToken());
        body.put("user", user(signedIn.account()));
        return body;
    }

    Map<String, @Nullable Object> user(Account account) {
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("id", account.id());
        user.put("aud", "authenticated");
        user.put("role", account.role());
        user.put("email", account.email() == null ? "" : account.email());
        putTime(user, "email_confirmed_at", account.emailConfirmedAt());
        user.put("phone", account.phone() == null ? "" : account.phone());
        putTime(user, "phone_confirmed_at", account.phoneConfirmedAt());
        putTime(user, "confirmed_at", account.confirmedAt());
        pending(user, account.pending());
        putTime(user, "last_sign_in_at", account.lastSignInAt());
        user.put("app_metadata", account.appMetadata());
        user.put("user_metadata", account.userMetadata());
        List<Map<String, @Nullable Object>> factors = factors(account.id());
        if (!factors.isEmpty()) {
            user.put("factors", factors);
        }
        user.put("identities", identities(account));
        user.put("created_at", account.createdAt());
        user.put("updated_at", account.updatedAt());
        putTime(user, "banned_until", account.bannedUntil());
        user.put("is_anonymous", account.anonymous());
        return user;
    }

    private static void pending(Map<String, @Nullable Object> user, Account.Pending pending) {
        putTime(user, "invited_at", pending.invitedAt());
        putTime(user, "confirmation_sent_at", pending.confirmationSentAt());
        putTime(user, "recovery_sent_at", pending.recoverySentAt());
        if (pending.newEmail() != null) {
            user.put("new_email", pending.newEmail());
        }
        putTime(user, "email_change_sent_at", pending.emailChangeSentAt());
        if (pending.newPhone() != null) {
            user.put("new_phone", pending.newPhone());
        }
        putTime(user, "phone_change_sent_at", pending.phoneChangeSentAt());
        putTime(user, "reauthentication_sent_at", pending.reauthenticationSentAt());
    }

    /// Somebody who was invited and has not said yes: whoever signs up with the address learns nothing of them.
    Map<String, @Nullable Object> waiting(Account account) {
        Map<String, @Nullable Object> user = user(account);
        if (account.pending().invitedAt() != null) {
            user.put("user_metadata", Map.of());
            user.put("identities", List.of());
        }
        return user;
    }

    /// What a stranger gets who signs up with an address that has an account: somebody who looks new.
    static Map<String, @Nullable Object> invented(UUID id, Registration.Newcomer newcomer, Instant now) {
        boolean phone = newcomer.email() == null;
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("id", id);
        user.put("aud", "authenticated");
        user.put("role", "");
        user.put("email", phone ? "" : newcomer.address());
        user.put("phone", phone ? newcomer.address() : "");
        user.put("confirmation_sent_at", now);
        user.put(
                "app_metadata",
                Map.of("provider", phone ? "phone" : "email", "providers", List.of(phone ? "phone" : "email")));
        user.put("user_metadata", newcomer.data());
        user.put("identities", List.of());
        user.put("created_at", now);
        user.put("updated_at", now);
        user.put("is_anonymous", false);
        return user;
    }

    List<Map<String, @Nullable Object>> factors(UUID userId) {
        return transactions.asSystem("factors", tx -> FactorStore.of(tx, userId)).stream()
                .map(GoTrueJson::factor)
                .toList();
    }

    static Map<String, @Nullable Object> factor(FactorStore.Factor row) {
        Map<String, @Nullable Object> factor = new LinkedHashMap<>();
        factor.put("id", row.id());
        factor.put("created_at", row.createdAt());
        factor.put("updated_at", row.updatedAt());
        factor.put("status", row.status());
        factor.put("friendly_name", row.friendlyName());
        factor.put("factor_type", row.type());
        putTime(factor, "last_challenged_at", row.lastChallengedAt());
        return factor;
    }

    private List<Map<String, @Nullable Object>> identities(Account account) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (var row : transactions.asSystem("identities", tx -> identities.of(tx, account.id()))) {
            Map<String, @Nullable Object> identity = new LinkedHashMap<>();
            identity.put("identity_id", row.id());
            identity.put("id", row.providerId());
            identity.put("user_id", account.id());
            identity.put("identity_data", row.data());
            identity.put("provider", row.provider());
            putTime(identity, "last_sign_in_at", row.lastSignInAt());
            identity.put("created_at", row.createdAt());
            identity.put("updated_at", row.updatedAt());
            if (row.email() != null) {
                identity.put("email", row.email());
            }
            list.add(identity);
        }
        return list;
    }

    /// A claim of whoever asks.
    ///
    /// @return empty for one that is not there
    static String claim(Actor actor, String name) {
        return JsonMapper.shared().readTree(actor.claims()).path(name).asString("");
    }

    private static void putTime(Map<String, @Nullable Object> target, String name, @Nullable Instant time) {
        if (time != null) {
            target.put(name, time);
        }
    }
}

package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;

/// Users and sessions as GoTrue shows them. Source: wire reference 2.3.
final class GoTrueJson {

    private final Transactions transactions;
    private final AccountStore accounts;

    GoTrueJson(Transactions transactions, AccountStore accounts) {
        this.transactions = transactions;
        this.accounts = accounts;
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
        user.put("role", "authenticated");
        user.put("email", account.email() == null ? "" : account.email());
        putTime(user, "email_confirmed_at", account.emailConfirmedAt());
        user.put("phone", account.phone() == null ? "" : account.phone());
        putTime(user, "confirmed_at", account.emailConfirmedAt());
        putTime(user, "last_sign_in_at", account.lastSignInAt());
        user.put("app_metadata", account.appMetadata());
        user.put("user_metadata", account.userMetadata());
        user.put("identities", identities(account));
        user.put("created_at", account.createdAt());
        user.put("updated_at", account.updatedAt());
        putTime(user, "banned_until", account.bannedUntil());
        user.put("is_anonymous", account.anonymous());
        return user;
    }

    private List<Map<String, @Nullable Object>> identities(Account account) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (var row : transactions.asSystem("identities", tx -> accounts.identities(tx, account.id()))) {
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

    private static void putTime(Map<String, @Nullable Object> target, String name, @Nullable Instant time) {
        if (time != null) {
            target.put(name, time);
        }
    }
}

package studio.atelier.backend.identity.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `auth.users` and `auth.identities`, as the system.
final class AccountStore {

    private static final String COLUMNS = """
            u.id, u.email, u.phone, u.encrypted_password, u.email_confirmed_at, u.last_sign_in_at, u.raw_app_meta_data,
            u.raw_user_meta_data, u.is_anonymous, u.banned_until, p.name, p.avatar_url, u.created_at, u.updated_at
            """;
    private static final String FROM =
            " from auth.users u join public.users p on p.id = u.id where u.deleted_at is null ";

    private final JsonMapper json = JsonMapper.shared();

    Optional<Account> byId(Tx tx, UUID id) {
        return tx.sql("select " + COLUMNS + FROM + "and u.id = :id")
                .param("id", id)
                .query(this::account)
                .optional();
    }

    Optional<Account> byEmail(Tx tx, String email) {
        return tx.sql("select " + COLUMNS + FROM + "and u.email = :email")
                .param("email", email)
                .query(this::account)
                .optional();
    }

    /// Newest first.
    ///
    /// @param search part of an address or a name; empty finds all
    /// @param before only older ones than this; null begins with the newest
    List<Account> page(Tx tx, String search, @Nullable UUID before, int limit) {
        return tx.sql("select " + COLUMNS + FROM + """
                        and (cast(:before as uuid) is null or u.id < :before)
                        and (:search = '' or position(:search in u.email) > 0 or position(:search in lower(p.name)) > 0)
                        order by u.id desc
                        limit :limit
                        """)
                .param("before", before)
                .param("search", search)
                .param("limit", limit)
                .query(this::account)
                .list();
    }

    /// The identities of a person as GoTrue shows them.
    List<IdentityRow> identities(Tx tx, UUID userId) {
        return tx.sql("""
                        select id, provider, provider_id, identity_data, email, last_sign_in_at, created_at, updated_at
                        from auth.identities
                        where user_id = :user
                        order by created_at
                        limit 50
                        """)
                .param("user", userId)
                .query((row, _) -> new IdentityRow(
                        row.getObject("id", UUID.class),
                        row.getString("provider"),
                        row.getString("provider_id"),
                        json.readTree(row.getString("identity_data")),
                        row.getString("email"),
                        time(row, "last_sign_in_at"),
                        required(row, "created_at"),
                        required(row, "updated_at")))
                .list();
    }

    record IdentityRow(
            UUID id,
            String provider,
            String providerId,
            JsonNode data,
            @Nullable String email,
            @Nullable Instant lastSignInAt,
            Instant createdAt,
            Instant updatedAt) {}

    /// What a new account starts with; its address counts as confirmed.
    ///
    /// @param email normalised
    record NewAccount(
            UUID id,
            UUID identityId,
            String email,
            String passwordHash,
            JsonNode appMetadata,
            JsonNode userMetadata,
            JsonNode identityData) {}

    /// @return false when the address is taken
    boolean insert(Tx tx, NewAccount account) {
        int inserted = tx.sql("""
                        insert into auth.users
                          (id, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
                        values (:id, :email, :hash, now(), cast(:app as jsonb), cast(:user as jsonb))
                        on conflict (email) do nothing
                        """)
                .param("id", account.id())
                .param("email", account.email())
                .param("hash", account.passwordHash())
                .param("app", account.appMetadata().toString())
                .param("user", account.userMetadata().toString())
                .update();
        if (inserted == 0) {
            return false;
        }
        tx.sql("""
                        insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at)
                        values (:identity, :id, 'email', :subject, cast(:data as jsonb), now())
                        """)
                .param("identity", account.identityId())
                .param("id", account.id())
                .param("subject", account.id().toString())
                .param("data", account.identityData().toString())
                .update();
        return true;
    }

    void signedIn(Tx tx, UUID id) {
        tx.sql("update auth.users set last_sign_in_at = now() where id = :id")
                .param("id", id)
                .update();
    }

    void passwordHash(Tx tx, UUID id, String hash) {
        tx.sql("update auth.users set encrypted_password = :hash where id = :id")
                .param("hash", hash)
                .param("id", id)
                .update();
    }

    /// @return false when the address is taken
    boolean email(Tx tx, UUID id, String email) {
        boolean taken = tx.sql("select exists (select from auth.users where email = :email and id <> :id)")
                .param("email", email)
                .param("id", id)
                .query(Boolean.class)
                .single();
        if (taken) {
            return false;
        }
        tx.sql("update auth.users set email = :email where id = :id")
                .param("email", email)
                .param("id", id)
                .update();
        tx.sql("""
                        update auth.identities
                        set identity_data = identity_data || jsonb_build_object('email', cast(:email as text))
                        where user_id = :id and provider = 'email'
                        """).param("email", email).param("id", id).update();
        return true;
    }

    /// Merges shallowly; a null value removes its key.
    void mergeUserMetadata(Tx tx, UUID id, JsonNode data) {
        tx.sql("""
                        update auth.users
                        set raw_user_meta_data = (
                          select coalesce(jsonb_object_agg(key, value), '{}')
                          from jsonb_each(raw_user_meta_data || cast(:data as jsonb))
                          where value <> 'null')
                        where id = :id
                        """).param("data", data.toString()).param("id", id).update();
    }

    boolean anybody(Tx tx) {
        return tx.sql("select exists (select from auth.users)")
                .query(Boolean.class)
                .single();
    }

    private Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("phone"),
                row.getString("encrypted_password"),
                time(row, "email_confirmed_at"),
                time(row, "last_sign_in_at"),
                json.readTree(row.getString("raw_app_meta_data")),
                json.readTree(row.getString("raw_user_meta_data")),
                row.getBoolean("is_anonymous"),
                time(row, "banned_until"),
                row.getString("name"),
                row.getString("avatar_url"),
                required(row, "created_at"),
                required(row, "updated_at"));
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    static Instant required(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}

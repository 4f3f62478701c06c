package studio.atelier.backend.identity.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `auth.identities`, as the system: by what a person may sign in.
final class IdentityStore {

    private static final String SELECT = """
            select id, user_id, provider, provider_id, identity_data, email, last_sign_in_at, created_at, updated_at
            from auth.identities
            """;

    private final Ids ids;
    private final JsonMapper json = JsonMapper.shared();

    IdentityStore(Ids ids) {
        this.ids = ids;
    }

    record IdentityRow(
            UUID id,
            UUID userId,
            String provider,
            String providerId,
            JsonNode data,
            @Nullable String email,
            @Nullable Instant lastSignInAt,
            Instant createdAt,
            Instant updatedAt) {}

    /// Oldest first.
    List<IdentityRow> of(Tx tx, UUID userId) {
        return tx.sql(SELECT + " where user_id = :user order by created_at, id limit 50")
                .param("user", userId)
                .query(this::row)
                .list();
    }

    Optional<IdentityRow> bySubject(Tx tx, String provider, String subject) {
        return tx.sql(SELECT + " where provider = :provider and provider_id = :subject")
                .param("provider", provider)
                .param("subject", subject)
                .query(this::row)
                .optional();
    }

    boolean has(Tx tx, UUID userId, String provider) {
        return tx.sql("select exists (select from auth.identities where user_id = :user and provider = :provider)")
                .param("user", userId)
                .param("provider", provider)
                .query(Boolean.class)
                .single();
    }

    void insert(Tx tx, UUID userId, String provider, String subject, JsonNode data) {
        tx.sql("""
                        insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at)
                        values (:id, :user, :provider, :subject, cast(:data as jsonb), now())
                        """)
                .param("id", ids.next())
                .param("user", userId)
                .param("provider", provider)
                .param("subject", subject)
                .param("data", data.toString())
                .update();
    }

    /// Merges into the data of a person's identity of this provider.
    void merge(Tx tx, UUID userId, String provider, JsonNode data) {
        tx.sql("""
                        update auth.identities set identity_data = identity_data || cast(:data as jsonb)
                        where user_id = :user and provider = :provider
                        """)
                .param("data", data.toString())
                .param("user", userId)
                .param("provider", provider)
                .update();
    }

    /// Somebody came in by it, with what the provider says of them now.
    void used(Tx tx, UUID id, JsonNode data) {
        tx.sql("""
                        update auth.identities set identity_data = cast(:data as jsonb), last_sign_in_at = now()
                        where id = :id
                        """).param("data", data.toString()).param("id", id).update();
    }

    void delete(Tx tx, UUID id) {
        tx.sql("delete from auth.identities where id = :id").param("id", id).update();
    }

    /// Those an unconfirmed account was made with; somebody else may have made it.
    void deleteOf(Tx tx, UUID userId) {
        tx.sql("delete from auth.identities where user_id = :user")
                .param("user", userId)
                .update();
    }

    /// Writes the providers of the identities into `app_metadata`, in order of age.
    void mirrorProviders(Tx tx, UUID userId) {
        tx.sql("""
                        with used as (
                          select coalesce(jsonb_agg(provider order by first), '[]') as providers
                          from (select provider, min(created_at) as first
                                from auth.identities where user_id = :user group by provider) as known)
                        update auth.users
                        set raw_app_meta_data = case
                              when jsonb_array_length(used.providers) = 0 then raw_app_meta_data - 'provider' - 'providers'
                              else raw_app_meta_data
                                   || jsonb_build_object('provider', used.providers -> 0, 'providers', used.providers) end
                        from used
                        where id = :user
                        """).param("user", userId).update();
    }

    private IdentityRow row(ResultSet row, int number) throws SQLException {
        return new IdentityRow(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("provider"),
                row.getString("provider_id"),
                json.readTree(row.getString("identity_data")),
                row.getString("email"),
                AccountStore.time(row, "last_sign_in_at"),
                AccountStore.required(row, "created_at"),
                AccountStore.required(row, "updated_at"));
    }
}

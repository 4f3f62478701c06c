package studio.atelier.engine.vault;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Tx;

/// The rows of the vault. A statement's table comes from [KeyTable], never from input.
final class KeyStore {

    private static final String SHOWN = """
            id, provider, key_name, last4, base_url, header_names, status, last_checked_at, last_error, is_active,
            last_used_at, created_at, updated_at
            """;

    /// @param checkError null when accepted
    record Checked(
            KeyStatus status, boolean asked, @Nullable String checkError) {}

    /// @param sealed the key and its headers
    record Sealed(
            UUID id,
            KeyTable table,
            String provider,
            SealedSecret sealed,
            @Nullable URI baseUrl,
            boolean isActive) {}

    /// A person's own keys under row-level security.
    List<ProviderKey> list(Tx tx, UUID userId) {
        return tx.sql("select " + SHOWN
                        + " from public.user_api_keys where user_id = :user order by provider, key_name")
                .param("user", userId)
                .query((row, _) -> shown(row))
                .list();
    }

    List<ProviderKey> listServer(Tx tx) {
        return tx.sql("select " + SHOWN + " from atelier.server_provider_keys order by provider")
                .query((row, _) -> shown(row))
                .list();
    }

    Optional<ProviderKey> find(Tx tx, UUID userId, UUID id) {
        return tx.sql("select " + SHOWN + " from public.user_api_keys where id = :id and user_id = :user")
                .param("id", id)
                .param("user", userId)
                .query((row, _) -> shown(row))
                .optional();
    }

    int count(Tx tx, UUID userId) {
        return tx.sql("select count(*) from public.user_api_keys where user_id = :user")
                .param("user", userId)
                .query(Integer.class)
                .single();
    }

    ProviderKey insert(Tx tx, UUID id, UUID userId, CheckedKey key, SealedSecret sealed, Checked checked) {
        return bind(tx.sql("""
                                with row as (
                                  insert into public.user_api_keys (
                                    id, user_id, provider, key_name, last4, base_url, header_names, status,
                                    last_checked_at, last_error
                                  )
                                  values (
                                    :id, :user, :provider, :name, :last4, :base_url, :header_names, :status,
                                    case when :asked then now() end, :error
                                  )
                                  returning *
                                ), secret as (
                                  insert into atelier.user_api_key_secrets (
                                    id, encrypted_key, encryption_iv, encryption_salt, wrapped_key, key_version
                                  )
                                  select id, :ciphertext, :iv, :salt, :wrapped, :version from row
                                )
                                select
                                """ + SHOWN + " from row"), key, sealed, checked)
                .param("id", id)
                .param("user", userId)
                .query((row, _) -> shown(row))
                .single();
    }

    /// One key per provider; the newest one counts.
    ProviderKey upsertServer(Tx tx, UUID id, CheckedKey key, SealedSecret sealed, Checked checked) {
        tx.sql("delete from atelier.server_provider_keys where provider = :provider")
                .param("provider", key.provider())
                .update();
        return bind(tx.sql("""
                                insert into atelier.server_provider_keys (
                                  id, provider, key_name, encrypted_key, encryption_iv, encryption_salt, wrapped_key,
                                  key_version, last4, base_url, header_names, status, last_checked_at, last_error
                                )
                                values (
                                  :id, :provider, :name, :ciphertext, :iv, :salt, :wrapped, :version, :last4,
                                  :base_url, :header_names, :status, case when :asked then now() end, :error
                                )
                                returning
                                """ + SHOWN), key, sealed, checked)
                .param("id", id)
                .query((row, _) -> shown(row))
                .single();
    }

    ProviderKey replace(Tx tx, UUID id, CheckedKey key, SealedSecret sealed, Checked checked, boolean isActive) {
        return bind(tx.sql("""
                                with secret as (
                                  update atelier.user_api_key_secrets
                                  set encrypted_key = :ciphertext, encryption_iv = :iv, encryption_salt = :salt,
                                      wrapped_key = :wrapped, key_version = :version
                                  where id = :id
                                )
                                update public.user_api_keys
                                set provider = :provider, key_name = :name, last4 = :last4, base_url = :base_url,
                                    header_names = :header_names, status = :status,
                                    last_checked_at = case when :asked then now() end, last_error = :error,
                                    is_active = :active
                                where id = :id
                                returning
                                """ + SHOWN), key, sealed, checked)
                .param("id", id)
                .param("active", isActive)
                .query((row, _) -> shown(row))
                .single();
    }

    ProviderKey rename(Tx tx, UUID id, String keyName, boolean isActive) {
        return tx.sql("""
                        update public.user_api_keys
                        set key_name = :name, is_active = :active
                        where id = :id
                        returning
                        """ + SHOWN)
                .param("id", id)
                .param("name", keyName)
                .param("active", isActive)
                .query((row, _) -> shown(row))
                .single();
    }

    void delete(Tx tx, UUID id) {
        tx.sql("delete from public.user_api_keys where id = :id")
                .param("id", id)
                .update();
    }

    boolean deleteServer(Tx tx, String provider) {
        return tx.sql("delete from atelier.server_provider_keys where provider = :provider")
                        .param("provider", provider)
                        .update()
                > 0;
    }

    void checked(Tx tx, KeyTable table, UUID id, Checked checked) {
        tx.sql("update " + table.sql() + """

                        set status = :status, last_checked_at = case when :asked then now() else last_checked_at end,
                            last_error = :error
                        where id = :id
                        """)
                .param("id", id)
                .param("status", checked.status().word())
                .param("asked", checked.asked())
                .param("error", checked.checkError())
                .update();
    }

    /// The best active key of a person for each provider that has any, and the server's where the person
    /// has none.
    List<Candidate> candidates(Tx tx, UUID userId, @Nullable String provider) {
        return tx.sql("""
                        with own as (
                          select distinct on (provider) provider, id, status = 'invalid' as rejected
                          from public.user_api_keys
                          where user_id = :user and is_active and (:provider::text is null or provider = :provider)
                          order by provider, status = 'invalid', status = 'unverified', updated_at desc, id
                        )
                        select provider, id, rejected, true as own from own
                        union all
                        select s.provider, s.id, false, false
                        from atelier.server_provider_keys s
                        where s.is_active and (:provider::text is null or s.provider = :provider)
                          and not exists (select from own where own.provider = s.provider)
                        """)
                .param("user", userId)
                .param("provider", provider)
                .query((row, _) -> new Candidate(
                        row.getString(1), row.getObject(2, UUID.class), row.getBoolean(3), row.getBoolean(4)))
                .list();
    }

    record Candidate(String provider, UUID id, boolean rejected, boolean own) {

        KeyChoice choice() {
            if (rejected) {
                return new KeyChoice.NoKey(true);
            }
            return own ? new KeyChoice.OwnKey(id) : new KeyChoice.ServerKey(id);
        }
    }

    /// Reads the sealed row and notes the use, at most once a minute: a busy key must not become a busy
    /// row.
    Optional<Sealed> use(Tx tx, UUID id) {
        for (KeyTable table : KeyTable.values()) {
            tx.sql("update " + table.sql() + """

                            set last_used_at = now()
                            where id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')
                            """).param("id", id).update();
            Optional<Sealed> found = sealed(tx, table, id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    Optional<Sealed> sealed(Tx tx, KeyTable table, UUID id) {
        return tx.sql("""
                        select r.id, r.provider, s.encrypted_key, s.encryption_iv, s.encryption_salt, s.wrapped_key,
                          s.key_version, r.base_url, r.is_active
                        from %s r
                        join %s s on s.id = r.id
                        where r.id = :id
                        """.formatted(table.sql(), table.secrets()))
                .param("id", id)
                .query((row, _) -> {
                    String baseUrl = row.getString(8);
                    return new Sealed(
                            row.getObject(1, UUID.class),
                            table,
                            row.getString(2),
                            new SealedSecret(
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getString(6),
                                    row.getString(7)),
                            baseUrl == null ? null : URI.create(baseUrl),
                            row.getBoolean(9));
                })
                .optional();
    }

    private static JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec statement, CheckedKey key, SealedSecret sealed, Checked checked) {
        return statement
                .param("provider", key.provider())
                .param("name", key.keyName())
                .param("ciphertext", sealed.ciphertext())
                .param("iv", sealed.iv())
                .param("salt", sealed.salt())
                .param("wrapped", sealed.wrappedKey())
                .param("version", sealed.keyVersion())
                .param("last4", key.last4())
                .param("base_url", key.baseUrlText())
                .param("header_names", key.headers().keySet().stream().sorted().toArray(String[]::new))
                .param("status", checked.status().word())
                .param("asked", checked.asked())
                .param("error", checked.checkError());
    }

    private static ProviderKey shown(ResultSet row) throws SQLException {
        Array names = row.getArray("header_names");
        return new ProviderKey(
                row.getObject("id", UUID.class),
                row.getString("provider"),
                row.getString("key_name"),
                row.getString("last4"),
                row.getString("base_url"),
                List.of((String[]) names.getArray()),
                KeyStatus.of(row.getString("status")),
                instant(row, "last_checked_at"),
                row.getString("last_error"),
                row.getBoolean("is_active"),
                instant(row, "last_used_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}

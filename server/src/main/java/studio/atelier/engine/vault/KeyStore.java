package studio.atelier.engine.vault;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;

/// The rows of the vault. A statement's table comes from [KeyTable], never from input.
final class KeyStore {

    /// @param checkError null when accepted
    record Checked(
            KeyStatus status, boolean asked, @Nullable String checkError) {}

    /// What the owner decides about a row without touching the secret.
    record Face(String keyName, boolean isActive, int position) {}

    /// @param sealed the key and its headers
    record Sealed(
            UUID id,
            KeyTable table,
            String provider,
            SealedSecret sealed,
            @Nullable URI baseUrl,
            boolean isActive) {}

    /// One owner's rows: a table, and whose.
    record Shelf(KeyTable table, @Nullable UUID owner) {
        static Shelf of(KeyOwner owner) {
            return new Shelf(KeyTable.of(owner), owner.id());
        }
    }

    private static String shown(KeyTable table) {
        String use = table.shared() ? """
                        case when k.access = 'listed' then
                          (select coalesce(jsonb_agg(to_jsonb(g) - 'key_id'), '[]')::text from %s g where g.key_id = k.id)
                        else '' end
                        """.formatted(table.grants()) : "null";
        return """
                select k.id, k.provider, k.key_name, k.last4, k.base_url, k.header_names, k.position, k.status,
                  k.last_checked_at, k.last_error, k.is_active, k.last_used_at, k.created_at, k.updated_at,
                  %s as grants
                from %s k
                """.formatted(use, table.sql());
    }

    List<ProviderKey> list(Tx tx, Shelf shelf) {
        return tx.sql(shown(shelf.table()) + " where " + shelf.table().owned()
                        + " order by k.provider, k.position, k.key_name, k.id")
                .param("owner", shelf.owner(), Types.OTHER)
                .query((row, _) -> shown(row))
                .list();
    }

    Optional<ProviderKey> find(Tx tx, Shelf shelf, UUID id) {
        return tx.sql(shown(shelf.table()) + " where k.id = :id and "
                        + shelf.table().owned())
                .param("id", id)
                .param("owner", shelf.owner(), Types.OTHER)
                .query((row, _) -> shown(row))
                .optional();
    }

    int count(Tx tx, Shelf shelf) {
        return tx.sql("select count(*) from " + shelf.table().sql() + " k where "
                        + shelf.table().owned())
                .param("owner", shelf.owner(), Types.OTHER)
                .query(Integer.class)
                .single();
    }

    void insert(Tx tx, Shelf shelf, UUID id, CheckedKey key, Face face, SealedSecret sealed, Checked checked) {
        KeyTable table = shelf.table();
        bind(
                        tx.sql("""
                        with row as (
                          insert into %s (
                            id, %s provider, key_name, last4, base_url, header_names, is_active, position, status,
                            last_checked_at, last_error
                          )
                          values (
                            :id, %s :provider, :name, :last4, :base_url, :header_names, :active, :position, :status,
                            case when :asked then now() end, :error
                          )
                          returning id
                        )
                        insert into %s (id, encrypted_key, encryption_iv, encryption_salt, wrapped_key, key_version)
                        select id, :ciphertext, :iv, :salt, :wrapped, :version from row
                        """.formatted(table.sql(), table.ownerColumn(), table.ownerValue(), table.secrets())),
                        key,
                        face,
                        sealed,
                        checked)
                .param("id", id)
                .param("owner", shelf.owner(), Types.OTHER)
                .update();
    }

    void replace(Tx tx, KeyTable table, UUID id, CheckedKey key, Face face, SealedSecret sealed, Checked checked) {
        bind(tx.sql("""
                        with secret as (
                          update %s
                          set encrypted_key = :ciphertext, encryption_iv = :iv, encryption_salt = :salt,
                              wrapped_key = :wrapped, key_version = :version
                          where id = :id
                        )
                        update %s
                        set provider = :provider, key_name = :name, last4 = :last4, base_url = :base_url,
                            header_names = :header_names, status = :status,
                            last_checked_at = case when :asked then now() end, last_error = :error,
                            is_active = :active, position = :position, updated_at = now()
                        where id = :id
                        """.formatted(table.secrets(), table.sql())), key, face, sealed, checked)
                .param("id", id)
                .update();
    }

    void change(Tx tx, KeyTable table, UUID id, Face face) {
        tx.sql("update " + table.sql() + """

                        set key_name = :name, is_active = :active, position = :position, updated_at = now()
                        where id = :id
                        """)
                .param("id", id)
                .param("name", face.keyName())
                .param("active", face.isActive())
                .param("position", face.position())
                .update();
    }

    void delete(Tx tx, KeyTable table, UUID id) {
        tx.sql("delete from " + table.sql() + " where id = :id").param("id", id).update();
    }

    Optional<UUID> named(Tx tx, Shelf shelf, String provider, String keyName) {
        return tx.sql("select k.id from " + shelf.table().sql()
                        + " k where k.provider = :provider and k.key_name = :name and "
                        + shelf.table().owned())
                .param("provider", provider)
                .param("name", keyName)
                .param("owner", shelf.owner(), Types.OTHER)
                .query(UUID.class)
                .optional();
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

    /// A sealed row for somebody who uses it.
    ///
    /// @param notedLongAgo the row does not say so yet for this minute
    record Use(Sealed sealed, boolean notedLongAgo) {}

    /// @return for each id, in their order; empty where there is no such key any more
    Supplier<List<Optional<Use>>> use(Trip trip, List<UUID> ids) {
        trip.planOnce();
        Supplier<List<Use>> found = trip.sql(OF_EACH_TABLE)
                .param("ids", "{" + ids.stream().distinct().map(UUID::toString).collect(Collectors.joining(",")) + "}")
                .query((row, _) -> new Use(sealed(row), row.getBoolean("used_long_ago")));
        return () -> {
            Map<UUID, Use> uses = found.get().stream()
                    .collect(Collectors.toMap(use -> use.sealed().id(), Function.identity()));
            return ids.stream().map(id -> Optional.ofNullable(uses.get(id))).toList();
        };
    }

    /// At most once a minute: a busy key must not become a busy row.
    Supplier<Integer> noteUse(Trip trip, Sealed sealed) {
        return trip.sql("update " + sealed.table().sql() + " set last_used_at = now() where id = :id::uuid")
                .param("id", sealed.id())
                .update();
    }

    Optional<Sealed> sealed(Tx tx, KeyTable table, UUID id) {
        return tx.sql(selectSealed(table))
                .param("ids", "{" + id + "}")
                .query((row, _) -> sealed(row))
                .optional();
    }

    private static final String OF_EACH_TABLE = String.join(
            " union all ",
            java.util.Arrays.stream(KeyTable.values())
                    .map(KeyStore::selectSealed)
                    .toList());

    private static String selectSealed(KeyTable table) {
        return """
                select '%s' as kind, k.id, k.provider, s.encrypted_key, s.encryption_iv, s.encryption_salt,
                  s.wrapped_key, s.key_version, k.base_url, k.is_active,
                  k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as used_long_ago
                from %s k
                join %s s on s.id = k.id
                where k.id = any (:ids::uuid[])
                """.formatted(table, table.sql(), table.secrets());
    }

    private static Sealed sealed(ResultSet row) throws SQLException {
        String baseUrl = row.getString("base_url");
        return new Sealed(
                row.getObject("id", UUID.class),
                KeyTable.valueOf(row.getString("kind")),
                row.getString("provider"),
                new SealedSecret(
                        row.getString("encrypted_key"),
                        row.getString("encryption_iv"),
                        row.getString("encryption_salt"),
                        row.getString("wrapped_key"),
                        row.getString("key_version")),
                baseUrl == null ? null : URI.create(baseUrl),
                row.getBoolean("is_active"));
    }

    private static JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec statement, CheckedKey key, Face face, SealedSecret sealed, Checked checked) {
        return statement
                .param("provider", key.provider())
                .param("name", face.keyName())
                .param("active", face.isActive())
                .param("position", face.position())
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
                row.getInt("position"),
                KeyGrants.use(row.getString("grants")),
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

package studio.atelier.backend.identity.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `auth.users`, as the system.
final class AccountStore {

    private static final String COLUMNS = """
            u.id, u.role, u.email, u.phone, u.encrypted_password, u.email_confirmed_at, u.phone_confirmed_at,
            u.last_sign_in_at, u.raw_app_meta_data, u.raw_user_meta_data, u.is_anonymous, u.banned_until, u.invited_at,
            u.confirmation_sent_at, u.recovery_sent_at, u.email_change, u.email_change_sent_at, u.email_change_half,
            u.phone_change, u.phone_change_sent_at, u.reauthentication_sent_at, p.name, p.avatar_url, u.created_at,
            u.updated_at
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

    /// Whether there is a row, be it of somebody deleted softly.
    boolean known(Tx tx, UUID id) {
        return tx.sql("select exists (select from auth.users where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    Optional<Account> byEmail(Tx tx, String email) {
        return tx.sql("select " + COLUMNS + FROM + "and u.email = :email")
                .param("email", email)
                .query(this::account)
                .optional();
    }

    Optional<Account> byPhone(Tx tx, String phone) {
        return tx.sql("select " + COLUMNS + FROM + "and u.phone = :phone")
                .param("phone", phone)
                .query(this::account)
                .optional();
    }

    /// Who asked for a change of address, by the old one or the new one; the latest of several.
    Optional<Account> byEmailChange(Tx tx, String email) {
        return tx.sql("select " + COLUMNS + FROM + """
                        and u.email_change is not null and (u.email = :email or u.email_change = :email)
                        order by u.email_change_sent_at desc nulls last
                        limit 1
                        """)
                .param("email", email)
                .query(this::account)
                .optional();
    }

    Optional<Account> byPhoneChange(Tx tx, String phone) {
        return tx.sql("select " + COLUMNS + FROM + """
                        and u.phone_change = :phone
                        order by u.phone_change_sent_at desc nulls last
                        limit 1
                        """)
                .param("phone", phone)
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

    /// A numbered page by time of creation.
    ///
    /// @param search part of an address or a name; empty finds all
    List<Account> numberedPage(Tx tx, String search, boolean newestFirst, long offset, int limit) {
        String order = newestFirst ? "order by u.created_at desc, u.id desc" : "order by u.created_at, u.id";
        return tx.sql("select " + COLUMNS + FROM + FILTER + order + " offset :offset limit :limit")
                .param("search", search)
                .param("offset", offset)
                .param("limit", limit)
                .query(this::account)
                .list();
    }

    long count(Tx tx, String search) {
        return tx.sql("select count(*)" + FROM + FILTER)
                .param("search", search)
                .query(Long.class)
                .single();
    }

    private static final String FILTER = """
            and (:search = '' or position(:search in coalesce(u.email, '')) > 0
                 or position(:search in lower(coalesce(p.name, ''))) > 0)
            """;

    /// What a new account starts with.
    ///
    /// @param email normalised; null for none
    /// @param phone digits; null for none
    record NewAccount(
            UUID id,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String passwordHash,
            boolean emailConfirmed,
            boolean phoneConfirmed,
            boolean anonymous,
            JsonNode appMetadata,
            JsonNode userMetadata) {

        @Override
        public String toString() {
            return "NewAccount[" + id + "]";
        }
    }

    /// @return false when address, number or id is taken
    boolean insert(Tx tx, NewAccount account) {
        return tx.sql("""
                                insert into auth.users
                                  (id, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, is_anonymous,
                                   raw_app_meta_data, raw_user_meta_data)
                                values
                                  (:id, :email, :phone, :hash, case when :email_confirmed then now() end,
                                   case when :phone_confirmed then now() end, :anonymous, cast(:app as jsonb),
                                   cast(:user as jsonb))
                                on conflict do nothing
                                """)
                        .param("id", account.id())
                        .param("email", account.email(), java.sql.Types.VARCHAR)
                        .param("phone", account.phone(), java.sql.Types.VARCHAR)
                        .param("hash", account.passwordHash(), java.sql.Types.VARCHAR)
                        .param("email_confirmed", account.emailConfirmed())
                        .param("phone_confirmed", account.phoneConfirmed())
                        .param("anonymous", account.anonymous())
                        .param("app", account.appMetadata().toString())
                        .param("user", account.userMetadata().toString())
                        .update()
                > 0;
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

    boolean emailTaken(Tx tx, String email, @Nullable UUID by) {
        return tx.sql(
                        "select exists (select from auth.users where email = :email and id is distinct from cast(:by as uuid))")
                .param("email", email)
                .param("by", by, java.sql.Types.OTHER)
                .query(Boolean.class)
                .single();
    }

    boolean phoneTaken(Tx tx, String phone, @Nullable UUID by) {
        return tx.sql(
                        "select exists (select from auth.users where phone = :phone and id is distinct from cast(:by as uuid))")
                .param("phone", phone)
                .param("by", by, java.sql.Types.OTHER)
                .query(Boolean.class)
                .single();
    }

    void email(Tx tx, UUID id, String email) {
        tx.sql("update auth.users set email = :email where id = :id")
                .param("email", email)
                .param("id", id)
                .update();
    }

    void phone(Tx tx, UUID id, String phone) {
        tx.sql("update auth.users set phone = :phone where id = :id")
                .param("phone", phone)
                .param("id", id)
                .update();
    }

    void confirmEmail(Tx tx, UUID id) {
        tx.sql("""
                        update auth.users
                        set email_confirmed_at = coalesce(email_confirmed_at, now()),
                            raw_user_meta_data = raw_user_meta_data || '{"email_verified": true}'
                        where id = :id
                        """).param("id", id).update();
        tx.sql("""
                        update auth.identities
                        set identity_data = identity_data || '{"email_verified": true}'
                        where user_id = :id and provider = 'email'
                        """).param("id", id).update();
    }

    void confirmPhone(Tx tx, UUID id) {
        tx.sql("""
                        update auth.users
                        set phone_confirmed_at = coalesce(phone_confirmed_at, now()),
                            raw_user_meta_data = raw_user_meta_data || '{"phone_verified": true}'
                        where id = :id
                        """).param("id", id).update();
        tx.sql("""
                        update auth.identities
                        set identity_data = identity_data || '{"phone_verified": true}'
                        where user_id = :id and provider = 'phone'
                        """).param("id", id).update();
    }

    /// When a message of a kind was last asked for.
    enum Stamp {
        CONFIRMATION("update auth.users set confirmation_sent_at = now() where id = :id"),
        INVITATION("update auth.users set confirmation_sent_at = now(), invited_at = now() where id = :id"),
        RECOVERY("update auth.users set recovery_sent_at = now() where id = :id"),
        REAUTHENTICATION("update auth.users set reauthentication_sent_at = now() where id = :id");

        private final String sql;

        Stamp(String sql) {
            this.sql = sql;
        }
    }

    void stamp(Tx tx, UUID id, Stamp stamp) {
        tx.sql(stamp.sql).param("id", id).update();
    }

    /// @param email null ends the change
    void newEmail(Tx tx, UUID id, @Nullable String email) {
        tx.sql("""
                        update auth.users
                        set email_change = :email, email_change_half = false,
                            email_change_sent_at = case when cast(:email as text) is null then email_change_sent_at else now() end
                        where id = :id
                        """)
                .param("email", email, java.sql.Types.VARCHAR)
                .param("id", id)
                .update();
    }

    void emailChangeHalf(Tx tx, UUID id) {
        tx.sql("update auth.users set email_change_half = true where id = :id")
                .param("id", id)
                .update();
    }

    /// @param phone null ends the change
    void newPhone(Tx tx, UUID id, @Nullable String phone) {
        tx.sql("""
                        update auth.users
                        set phone_change = :phone,
                            phone_change_sent_at = case when cast(:phone as text) is null then phone_change_sent_at else now() end
                        where id = :id
                        """)
                .param("phone", phone, java.sql.Types.VARCHAR)
                .param("id", id)
                .update();
    }

    void forgetPassword(Tx tx, UUID id) {
        tx.sql("update auth.users set encrypted_password = null where id = :id")
                .param("id", id)
                .update();
    }

    void dropPhone(Tx tx, UUID id) {
        tx.sql("update auth.users set phone = null, phone_confirmed_at = null where id = :id")
                .param("id", id)
                .update();
    }

    void permanent(Tx tx, UUID id) {
        tx.sql("update auth.users set is_anonymous = false where id = :id and is_anonymous")
                .param("id", id)
                .update();
    }

    void role(Tx tx, UUID id, String role) {
        tx.sql("update auth.users set role = :role where id = :id")
                .param("role", role)
                .param("id", id)
                .update();
    }

    /// @param until null lifts it
    void ban(Tx tx, UUID id, @Nullable Instant until) {
        tx.sql("update auth.users set banned_until = :until where id = :id")
                .param(
                        "until",
                        until == null ? null : until.atOffset(ZoneOffset.UTC),
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", id)
                .update();
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

    /// Merges shallowly; a null value removes its key.
    void mergeAppMetadata(Tx tx, UUID id, JsonNode data) {
        tx.sql("""
                        update auth.users
                        set raw_app_meta_data = (
                          select coalesce(jsonb_object_agg(key, value), '{}')
                          from jsonb_each(raw_app_meta_data || cast(:data as jsonb))
                          where value <> 'null')
                        where id = :id
                        """).param("data", data.toString()).param("id", id).update();
    }

    void delete(Tx tx, UUID id) {
        tx.sql("delete from auth.users where id = :id").param("id", id).update();
    }

    /// Leaves the row, so that what refers to it stays, and takes everything from it that tells who it
    /// was.
    void deleteSoftly(Tx tx, UUID id) {
        tx.sql("""
                        update auth.users
                        set deleted_at = now(), email = null, phone = null, encrypted_password = null, email_change = null,
                            phone_change = null, raw_user_meta_data = '{}', raw_app_meta_data = '{}'
                        where id = :id
                        """).param("id", id).update();
        tx.sql(
                        "update public.users set name = null, avatar_url = null, username = null, website = null, bio = null, preferences = '{}' where id = :id")
                .param("id", id)
                .update();
        tx.sql("delete from auth.identities where user_id = :id")
                .param("id", id)
                .update();
        tx.sql("delete from auth.sessions where user_id = :id").param("id", id).update();
        tx.sql("delete from auth.mfa_factors where user_id = :id")
                .param("id", id)
                .update();
        tx.sql("delete from auth.one_time_tokens where user_id = :id")
                .param("id", id)
                .update();
        tx.sql("delete from atelier.access_keys where user_id = :id")
                .param("id", id)
                .update();
    }

    boolean anybody(Tx tx) {
        return tx.sql("select exists (select from auth.users)")
                .query(Boolean.class)
                .single();
    }

    private Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("role"),
                row.getString("email"),
                row.getString("phone"),
                row.getString("encrypted_password"),
                time(row, "email_confirmed_at"),
                time(row, "phone_confirmed_at"),
                time(row, "last_sign_in_at"),
                json.readTree(row.getString("raw_app_meta_data")),
                json.readTree(row.getString("raw_user_meta_data")),
                row.getBoolean("is_anonymous"),
                time(row, "banned_until"),
                new Account.Pending(
                        time(row, "invited_at"),
                        time(row, "confirmation_sent_at"),
                        time(row, "recovery_sent_at"),
                        row.getString("email_change"),
                        time(row, "email_change_sent_at"),
                        row.getBoolean("email_change_half"),
                        row.getString("phone_change"),
                        time(row, "phone_change_sent_at"),
                        time(row, "reauthentication_sent_at")),
                new Account.Profile(row.getString("name"), row.getString("avatar_url")),
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

package studio.atelier.backend.organisations.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.organisations.Organisation;
import studio.atelier.backend.organisations.Role;
import studio.atelier.platform.database.Tx;

/// The rows of `public.orgs` and `public.memberships`. Statements run as the person unless said otherwise, so the
/// policies decide.
final class OrganisationStore {

    static final int ORGANISATIONS_MAX = 1_000;

    private static final String MINE = """
            select o.id, o.name, o.created_at, m.role,
                   (select count(*) from public.memberships c where c.org_id = o.id) as members
            from public.memberships m
            join public.orgs o on o.id = m.org_id
            where m.user_id = :user
            """;

    /// Before the permissions of the role are known.
    record Mine(UUID id, String name, String role, int members, Instant createdAt) {

        Organisation with(Map<String, List<String>> permissions) {
            return new Organisation(id, name, role, permissions.getOrDefault(role, List.of()), members, createdAt);
        }
    }

    /// A member as the others see one.
    record Member(
            UUID userId,
            @Nullable String email,
            @Nullable String name,
            @Nullable String avatarUrl,
            String role,
            Instant joinedAt) {}

    List<Mine> mine(Tx tx, UUID user) {
        return tx.sql(MINE + " order by lower(o.name), o.id limit :limit")
                .param("user", user)
                .param("limit", ORGANISATIONS_MAX)
                .query(OrganisationStore::mine)
                .list();
    }

    Optional<Mine> find(Tx tx, UUID user, UUID organisation) {
        return tx.sql(MINE + " and o.id = :id")
                .param("user", user)
                .param("id", organisation)
                .query(OrganisationStore::mine)
                .optional();
    }

    /// As the system.
    Map<String, List<String>> permissions(Tx tx) {
        Map<String, List<String>> byRole = new LinkedHashMap<>();
        tx.sql("select role, permission from auth.role_permissions order by role, permission")
                .query(row -> {
                    byRole.computeIfAbsent(row.getString("role"), _ -> new ArrayList<>())
                            .add(row.getString("permission"));
                });
        return byRole;
    }

    boolean may(Tx tx, UUID organisation, String permission) {
        return tx.sql("select :id = any (auth.permitted_orgs(:permission))")
                .param("id", organisation)
                .param("permission", permission)
                .query(Boolean.class)
                .single();
    }

    /// The maker becomes its owner by trigger.
    void insert(Tx tx, UUID id, String name) {
        tx.sql("insert into public.orgs (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", name)
                .update();
    }

    int owned(Tx tx, UUID user) {
        return tx.sql("select count(*) from public.memberships where user_id = :user and role = 'owner'")
                .param("user", user)
                .query(Integer.class)
                .single();
    }

    boolean rename(Tx tx, UUID id, String name) {
        return tx.sql("update public.orgs set name = :name where id = :id")
                        .param("id", id)
                        .param("name", name)
                        .update()
                == 1;
    }

    boolean delete(Tx tx, UUID id) {
        return tx.sql("delete from public.orgs where id = :id").param("id", id).update() == 1;
    }

    /// Owners first, then by name.
    List<Member> members(Tx tx, UUID organisation) {
        return tx.sql("""
                        select m.user_id, u.email, u.name, u.avatar_url, m.role, m.created_at
                        from public.memberships m
                        join public.users u on u.id = m.user_id
                        where m.org_id = :org
                        order by array_position(array['owner', 'admin', 'member', 'viewer'], m.role),
                                 lower(coalesce(u.name, u.email)), m.user_id
                        """)
                .param("org", organisation)
                .query((row, _) -> new Member(
                        row.getObject("user_id", UUID.class),
                        row.getString("email"),
                        row.getString("name"),
                        row.getString("avatar_url"),
                        row.getString("role"),
                        instant(row, "created_at")))
                .list();
    }

    Optional<Role> role(Tx tx, UUID organisation, UUID user) {
        return tx.sql("select role from public.memberships where org_id = :org and user_id = :user")
                .param("org", organisation)
                .param("user", user)
                .query(String.class)
                .optional()
                .flatMap(Role::of);
    }

    /// Whether somebody else owns it too. As the system; holds the organisation, so that two owners who leave do it one
    /// after the other.
    boolean otherOwner(Tx tx, UUID organisation, UUID user) {
        tx.sql("select id from public.orgs where id = :org for update")
                .param("org", organisation)
                .query(UUID.class)
                .optional();
        return tx.sql("""
                        select exists (select from public.memberships
                                       where org_id = :org and role = 'owner' and user_id <> :user)
                        """)
                .param("org", organisation)
                .param("user", user)
                .query(Boolean.class)
                .single();
    }

    boolean changeRole(Tx tx, UUID organisation, UUID user, Role role) {
        return tx.sql("update public.memberships set role = :role where org_id = :org and user_id = :user")
                        .param("org", organisation)
                        .param("user", user)
                        .param("role", role.word())
                        .update()
                == 1;
    }

    boolean remove(Tx tx, UUID organisation, UUID user) {
        return tx.sql("delete from public.memberships where org_id = :org and user_id = :user")
                        .param("org", organisation)
                        .param("user", user)
                        .update()
                == 1;
    }

    /// As the system. Somebody who is a member keeps the role.
    ///
    /// @return whether the person is new
    boolean join(Tx tx, UUID organisation, UUID user, String role) {
        return tx.sql("""
                        insert into public.memberships (org_id, user_id, role) values (:org, :user, :role)
                        on conflict do nothing
                        """)
                        .param("org", organisation)
                        .param("user", user)
                        .param("role", role)
                        .update()
                == 1;
    }

    private static Mine mine(ResultSet row, int number) throws SQLException {
        return new Mine(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("role"),
                row.getInt("members"),
                instant(row, "created_at"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}

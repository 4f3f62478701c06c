package studio.atelier.backend.organisations.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// The rows of `public.org_invitations`. Reading and removing runs as the person; writing, and whatever needs the
/// token,
/// as the system.
final class InvitationStore {

    private static final String COLUMNS = """
            select i.id, i.org_id, o.name as org_name, i.email, i.role, u.email as invited_by, i.sent_at, i.expires_at,
                   i.created_at
            from public.org_invitations i
            join public.orgs o on o.id = i.org_id
            left join public.users u on u.id = i.invited_by
            """;

    /// @param invitedBy the address of whoever asked; null where that person is gone
    record Invitation(
            UUID id,
            UUID orgId,
            String orgName,
            String email,
            String role,
            @Nullable String invitedBy,
            Instant sentAt,
            Instant expiresAt,
            Instant createdAt) {}

    /// What is new about an invitation that is sent, for the first time or again.
    ///
    /// @param tokenHash SHA-256 in hex of what stands in the link
    record Sending(UUID invitedBy, String tokenHash, Instant sentAt, Instant expiresAt) {}

    List<Invitation> of(Tx tx, UUID organisation) {
        return tx.sql(COLUMNS + " where i.org_id = :org order by i.created_at desc, i.id")
                .param("org", organisation)
                .query(InvitationStore::invitation)
                .list();
    }

    Optional<Invitation> find(Tx tx, UUID organisation, UUID id) {
        return tx.sql(COLUMNS + " where i.org_id = :org and i.id = :id")
                .param("org", organisation)
                .param("id", id)
                .query(InvitationStore::invitation)
                .optional();
    }

    /// As the system. Held until the transaction ends: a link is good once.
    Optional<Invitation> byToken(Tx tx, String tokenHash) {
        return tx.sql(COLUMNS + " where i.token_hash = :hash for update of i")
                .param("hash", HexFormat.of().parseHex(tokenHash))
                .query(InvitationStore::invitation)
                .optional();
    }

    /// As the system. Whoever was asked already is asked anew, with the role named now.
    UUID put(Tx tx, UUID id, UUID organisation, String email, String role, Sending sending) {
        return tx.sql("""
                        insert into public.org_invitations (id, org_id, email, role, invited_by, token_hash, sent_at, expires_at)
                        values (:id, :org, :email, :role, :by, :hash, :sent, :expires)
                        on conflict (org_id, email) do update set
                          role = excluded.role, invited_by = excluded.invited_by, token_hash = excluded.token_hash,
                          sent_at = excluded.sent_at, expires_at = excluded.expires_at
                        returning id
                        """)
                .param("id", id)
                .param("org", organisation)
                .param("email", email)
                .param("role", role)
                .param("by", sending.invitedBy())
                .param("hash", HexFormat.of().parseHex(sending.tokenHash()))
                .param("sent", sending.sentAt().atOffset(ZoneOffset.UTC))
                .param("expires", sending.expiresAt().atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .single();
    }

    /// How an invitation ends, as the audit log calls it.
    enum End {
        ACCEPTED,
        EXPIRED,
        WITHDRAWN
    }

    /// From here to the end of the transaction invitations that go end like this.
    private static void ending(Tx tx, End end) {
        tx.sql("select set_config('organisations.invitation', :end, true)")
                .param("end", end.name().toLowerCase(Locale.ROOT))
                .query(String.class)
                .single();
    }

    boolean remove(Tx tx, UUID organisation, UUID id, End end) {
        ending(tx, end);
        return tx.sql("delete from public.org_invitations where org_id = :org and id = :id")
                        .param("org", organisation)
                        .param("id", id)
                        .update()
                == 1;
    }

    /// As the system.
    int removeExpired(Tx tx, Instant before) {
        ending(tx, End.EXPIRED);
        return tx.sql("delete from public.org_invitations where expires_at < :before")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// As the system.
    boolean memberWith(Tx tx, UUID organisation, String email) {
        return tx.sql("""
                        select exists (select from public.memberships m
                                       join public.users u on u.id = m.user_id
                                       where m.org_id = :org and u.email = :email)
                        """)
                .param("org", organisation)
                .param("email", email)
                .query(Boolean.class)
                .single();
    }

    private static Invitation invitation(ResultSet row, int number) throws SQLException {
        return new Invitation(
                row.getObject("id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getString("org_name"),
                row.getString("email"),
                row.getString("role"),
                row.getString("invited_by"),
                OrganisationStore.instant(row, "sent_at"),
                OrganisationStore.instant(row, "expires_at"),
                OrganisationStore.instant(row, "created_at"));
    }
}

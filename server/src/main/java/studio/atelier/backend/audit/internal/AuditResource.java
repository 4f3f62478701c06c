package studio.atelier.backend.audit.internal;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log for administrators, newest first.
@RestController
class AuditResource {

    private static final int PAGE_MAX = 100;

    private final Transactions transactions;
    private final JsonMapper json = JsonMapper.shared();

    AuditResource(Transactions transactions) {
        this.transactions = transactions;
    }

    /// @param actor the person's address; `deleted person` when the account is gone, else the role
    record Entry(
            UUID id,
            String at,
            String actor,
            String action,
            String subject,
            JsonNode detail,
            @Nullable String ip) {}

    @GetMapping("/api/admin/audit")
    Envelope<Map<String, Object>> entries(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable UUID cursor) {
        int count = Math.clamp(limit, 1, PAGE_MAX);
        List<Entry> entries = transactions.asSystem(
                "audit log for " + admin.actor().person(),
                tx -> tx.sql("""
                        select e.id, e.at, e.actor_role, e.actor, u.email, e.action, e.subject, e.detail, host(e.ip) as ip
                        from atelier.audit_entries e
                          left join atelier.pseudonyms p on p.pseudonym = e.actor
                          left join auth.users u on u.id = p.user_id
                        where cast(:cursor as uuid) is null or e.id < :cursor
                        order by e.id desc
                        limit :limit
                        """)
                        .param("cursor", cursor, java.sql.Types.OTHER)
                        .param("limit", count)
                        .query((row, _) -> new Entry(
                                row.getObject("id", UUID.class),
                                row.getObject("at", OffsetDateTime.class)
                                        .toInstant()
                                        .toString(),
                                actor(row.getString("actor_role"), row.getString("actor"), row.getString("email")),
                                row.getString("action"),
                                row.getString("subject"),
                                json.readTree(row.getString("detail")),
                                row.getString("ip")))
                        .list());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("entries", entries);
        data.put("next_cursor", entries.size() == count ? entries.getLast().id() : null);
        return Envelope.of(data);
    }

    private static String actor(String role, @Nullable String pseudonym, @Nullable String email) {
        if (email != null) {
            return email;
        }
        return role.equals("authenticated") || pseudonym != null ? "deleted person" : role;
    }
}

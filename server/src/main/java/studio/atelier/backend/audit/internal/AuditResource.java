package studio.atelier.backend.audit.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// The log for administrators, newest first.
@RestController
class AuditResource {

    private static final int PAGE_MAX = 100;

    private final AuditStore store;

    AuditResource(AuditStore store) {
        this.store = store;
    }

    @GetMapping("/api/admin/audit")
    Envelope<Map<String, @Nullable Object>> entries(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable UUID cursor) {
        int count = Math.clamp(limit, 1, PAGE_MAX);
        List<AuditStore.Entry> entries = store.page(cursor, count);
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("entries", entries);
        data.put("next_cursor", entries.size() == count ? entries.getLast().id() : null);
        return Envelope.of(data);
    }
}

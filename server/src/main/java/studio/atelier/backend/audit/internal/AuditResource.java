package studio.atelier.backend.audit.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.audit.internal.AuditStore.Search;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.CsvAnswer;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// The log, newest first, page by page or as a table for a spreadsheet: all of it for administrators, what was done
/// to an organisation for who runs it.
@RestController
class AuditResource {

    private static final int PAGE_MAX = 100;

    /// Rows of one table; who has more asks for shorter times.
    private static final int CSV_ROWS_MAX = 100_000;

    private static final int CSV_PAGE = 500;

    private final AuditStore store;

    AuditResource(AuditStore store) {
        this.store = store;
    }

    @GetMapping("/api/admin/audit")
    Envelope<Map<String, @Nullable Object>> entries(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable UUID cursor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return Envelope.of(page(search(null, cursor, from, to), limit));
    }

    @GetMapping(path = "/api/admin/audit", params = "format=csv")
    void table(
            Admin admin,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        write(search(null, null, from, to), response);
    }

    @GetMapping("/api/organisations/{id}/audit")
    Envelope<Map<String, @Nullable Object>> ofOrganisation(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable UUID cursor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return Envelope.of(page(allowed(actor, search(id, cursor, from, to)), limit));
    }

    @GetMapping(path = "/api/organisations/{id}/audit", params = "format=csv")
    void tableOfOrganisation(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        write(allowed(actor, search(id, null, from, to)), response);
    }

    private Search allowed(Actor actor, Search search) {
        if (!store.mayRead(actor, search.orgId())) {
            throw AuditProblem.NOT_FOUND.problem();
        }
        return search;
    }

    private static Search search(
            @Nullable UUID org, @Nullable UUID before, @Nullable String from, @Nullable String to) {
        Faults faults = new Faults();
        var search = new Search(before, faults.instant("?from", from), faults.instant("?to", to), org);
        faults.check(AuditProblem.INVALID);
        return search;
    }

    private Map<String, @Nullable Object> page(Search search, int limit) {
        int count = Math.clamp(limit, 1, PAGE_MAX);
        List<AuditStore.Entry> entries = store.page(search, count);
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("entries", entries);
        data.put("next_cursor", entries.size() == count ? entries.getLast().id() : null);
        return data;
    }

    private void write(Search asked, HttpServletResponse response) throws IOException {
        CsvAnswer table =
                CsvAnswer.begin(response, "audit.csv", "at", "actor", "action", "subject", "detail", "ip", "id");
        Search search = asked;
        for (int rows = 0; rows < CSV_ROWS_MAX; rows += CSV_PAGE) {
            List<AuditStore.Entry> entries = store.page(search, CSV_PAGE);
            for (AuditStore.Entry entry : entries) {
                table.row(
                        entry.at(),
                        entry.actor(),
                        entry.action(),
                        entry.subject(),
                        entry.detail(),
                        entry.ip(),
                        entry.id());
            }
            if (entries.size() < CSV_PAGE) {
                return;
            }
            search = search.after(entries.getLast().id());
        }
    }
}

package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.audit.AuditEntry;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.json.JsonMapper;

/// `/auth/v1/admin/audit`: this room's part of the audit log in the words of GoTrue. Source: wire reference 2.13 and
/// the
/// public interface description of supabase/auth.
@RestController
@RequestMapping("/auth/v1")
class GoTrueAuditResource {

    /// What GoTrue calls an action, and the kind it counts it to.
    private enum Word {
        SIGNED_IN_BY_MESSAGE("login", "account"),
        USER_SIGNED_UP("user_signedup", "team"),
        USER_CREATED("user_signedup", "team"),
        USER_INVITED("user_invited", "team"),
        USER_DELETED("user_deleted", "team"),
        USER_CHANGED("user_modified", "user"),
        RECOVERY_REQUESTED("user_recovery_requested", "user"),
        SIGN_IN_CODE_REQUESTED("user_recovery_requested", "user"),
        CONFIRMATION_REQUESTED("user_confirmation_requested", "user"),
        LINK_MADE("user_recovery_requested", "user"),
        IDENTITY_LINKED("identity_linked", "user"),
        IDENTITY_UNLINKED("identity_unlinked", "user"),
        FACTOR_ENROLLED("factor_in_progress", "factor"),
        FACTOR_VERIFIED("verification_attempted", "factor"),
        FACTOR_RENAMED("factor_updated", "factor"),
        FACTOR_REMOVED("factor_deleted", "factor"),
        ACCESS_KEY_CREATED("access_key_created", "token"),
        ACCESS_KEY_REVOKED("token_revoked", "token"),
        SIGNING_KEY_MADE("signing_key_made", "token"),
        SIGNING_KEY_REVOKED("signing_key_revoked", "token"),
        SIGNUP_SWITCHED("signup_switched", "team");

        private final String theirs;
        private final String kind;

        Word(String theirs, String kind) {
            this.theirs = theirs;
            this.kind = kind;
        }

        String ours() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String ROOM = "identity";

    /// Actions that no search finds, where a search for actions finds none.
    private static final List<String> NONE = List.of("");

    private final GoTrueDesk desk;
    private final Transactions transactions;
    private final Audit audit;

    GoTrueAuditResource(GoTrueDesk desk, Transactions transactions, Audit audit) {
        this.desk = desk;
        this.transactions = transactions;
        this.audit = audit;
    }

    @GetMapping("/admin/audit")
    ResponseEntity<List<Map<String, @Nullable Object>>> entries(
            @RequestParam(defaultValue = "") String page,
            @RequestParam(name = "per_page", defaultValue = "") String perPage,
            @RequestParam(defaultValue = "") String query,
            Caller caller,
            HttpServletRequest request) {
        desk.requireService(caller, request);
        Pages pages = Pages.of(page, perPage);
        AuditEntry.Search search = search(query);
        AuditEntry.Page found =
                transactions.asSystem("audit log", tx -> audit.page(tx, search, pages.offset(), pages.size()));
        return pages.head("/admin/audit", found.total())
                .body(found.entries().stream().map(GoTrueAuditResource::json).toList());
    }

    private static AuditEntry.Search search(String query) {
        if (query.isEmpty()) {
            return new AuditEntry.Search(ROOM, List.of(), "");
        }
        String[] words = query.split(":", 2);
        String wanted = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : "";
        return switch (words.length == 2 ? words[0] : "") {
            case "author" -> new AuditEntry.Search(ROOM, List.of(), wanted);
            case "action" -> new AuditEntry.Search(ROOM, actions(word -> word.theirs.contains(wanted)), "");
            case "type" -> new AuditEntry.Search(ROOM, actions(word -> word.kind.contains(wanted)), "");
            default -> throw GoTrueProblem.VALIDATION_FAILED.problem("Invalid query scope: " + query);
        };
    }

    private static List<String> actions(Predicate<Word> wanted) {
        List<String> found =
                List.of(Word.values()).stream().filter(wanted).map(Word::ours).toList();
        return found.isEmpty() ? NONE : found;
    }

    private static Map<String, @Nullable Object> json(AuditEntry entry) {
        String ours = entry.action().substring(ROOM.length() + 1);
        Word word = List.of(Word.values()).stream()
                .filter(known -> known.ours().equals(ours))
                .findFirst()
                .orElse(null);
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("actor_id", entry.userId());
        payload.put("actor_username", entry.email().isEmpty() ? entry.role() : entry.email());
        payload.put("actor_via_sso", false);
        payload.put("action", word == null ? ours : word.theirs);
        payload.put("log_type", word == null ? "user" : word.kind);
        Map<String, Object> traits = new LinkedHashMap<>();
        traits.put("subject", entry.subject());
        traits.put("detail", JsonMapper.shared().readTree(entry.detail()));
        payload.put("traits", traits);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", entry.id());
        json.put("payload", payload);
        json.put("created_at", entry.at());
        json.put("ip_address", entry.address());
        return json;
    }
}

package studio.atelier.engine.moderation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Judges what people ask for, keeps what was found, and lets administrators write rules and let a text
/// pass. Every node notices a new rule within some seconds. Thread-safe. Source: A59.
public final class Moderator {

    private static final Duration RULES_KEPT = Duration.ofSeconds(5);
    private static final int REASON_LENGTH_MAX = 500;
    private static final int PAGE_MAX = 200;

    /// As JSON; some less than a row takes, which is written with more spaces.
    private static final int RULE_LENGTH_MAX = 250_000;

    private final ModerationStore store;
    private final Transactions transactions;
    private final Audit audit;
    private final Optional<SecondOpinion> second;
    private final LoadingCache<String, List<Rule>> written;
    private final Moderation rules;

    Moderator(
            List<Rule> file,
            ModerationStore store,
            Transactions transactions,
            Audit audit,
            Optional<SecondOpinion> second) {
        this.store = store;
        this.transactions = transactions;
        this.audit = audit;
        this.second = second;
        this.written = Caffeine.newBuilder().expireAfterWrite(RULES_KEPT).build(_ -> read());
        this.rules = new Moderation(file, () -> written.get("all"));
    }

    /// What becomes of a request.
    ///
    /// @param decision `allowed`, `flagged` or `blocked`
    /// @param rule     that decided; null when no rule did
    /// @param sentence for the person; empty unless blocked
    /// @param caseId   for administrators; null when nothing was found
    /// @param override an administrator lets this text of this person pass
    public record Verdict(
            String decision,
            @Nullable String rule,
            String sentence,
            @Nullable UUID caseId,
            boolean override) {

        static final Verdict ALLOWED = new Verdict("allowed", null, "", null, false);

        public boolean blocked() {
            return decision.equals("blocked");
        }
    }

    /// Asks the rules, and where none of them blocks, the provider's moderation if the operator wants it.
    /// Outside of transactions: a provider may be asked, and what was found is kept although the request is
    /// refused.
    ///
    /// @param text everything the person wrote for the model
    public Verdict judge(UUID userId, String text) {
        Moderation.Decision decision = rules.decide(text);
        if (!(decision instanceof Moderation.Blocked) && second.isPresent()) {
            decision = second.get().of(text).orElse(decision);
        }
        return switch (decision) {
            case Moderation.Allowed() -> Verdict.ALLOWED;
            case Moderation.Flagged(String rule) -> noted(userId, text, "flagged", rule, "");
            case Moderation.Blocked(String rule, String sentence) -> noted(userId, text, "blocked", rule, sentence);
        };
    }

    private Verdict noted(UUID userId, String text, String decision, String rule, String sentence) {
        ModerationStore.Noted noted = store.note(userId, text, decision, rule);
        return noted.allowed()
                ? new Verdict("allowed", rule, "", noted.id(), true)
                : new Verdict(decision, rule, sentence, noted.id(), false);
    }

    /// What was found, newest first.
    ///
    /// @param decision `blocked`, `flagged`, or null for both
    List<ModerationStore.Case> cases(Admin admin, @Nullable String decision, @Nullable Instant before, int limit) {
        int rows = Math.clamp(limit, 1, PAGE_MAX);
        return transactions.asUser(
                admin.actor(), tx -> store.cases(tx.asSystem("moderation cases"), decision, before, rows));
    }

    /// Lets this text of this person pass from now on, or no longer.
    ///
    /// @param reason null takes the permission back
    /// @throws ProblemException `moderation.case_not_found`, `moderation.invalid`
    ModerationStore.Case allow(Admin admin, UUID id, boolean allowed, @Nullable String reason) {
        Faults faults = new Faults();
        String why =
                allowed ? faults.required("/reason", reason, REASON_LENGTH_MAX).trim() : null;
        faults.check(ModerationProblem.INVALID);
        return transactions.asUser(admin.actor(), tx -> {
            if (!store.allow(tx.asSystem("moderation override"), id, why)) {
                throw ModerationProblem.CASE_NOT_FOUND.problem();
            }
            ModerationStore.Case found = store.find(tx, id).orElseThrow(ModerationProblem.CASE_NOT_FOUND::problem);
            audit.record(
                    tx,
                    admin.actor(),
                    allowed ? "moderation.case_allowed" : "moderation.case_refused",
                    "moderation_case " + id,
                    Map.of("rule", found.rule(), "reason", why == null ? "" : why));
            return found;
        });
    }

    /// A rule as it is shown.
    ///
    /// @param source `file` for those of the house or the operator's file, `admin` for written ones
    record Shown(String source, boolean replaced, JsonNode rule) {}

    /// The written ones, then those of the file.
    List<Shown> rules() {
        Map<String, String> own = store.rules();
        List<Shown> all = new ArrayList<>();
        own.values()
                .forEach(rule ->
                        all.add(new Shown("admin", false, JsonMapper.shared().readTree(rule))));
        rules.ofFile().forEach(rule -> {
            ObjectNode json = JsonMapper.shared().createObjectNode();
            json.put("id", rule.id())
                    .put("action", rule.action().word())
                    .put("sentence", rule.sentence())
                    .set(
                            "patterns",
                            JsonMapper.shared()
                                    .valueToTree(rule.matchers().stream()
                                            .map(Object::toString)
                                            .toList()));
            all.add(new Shown("file", own.containsKey(rule.id()), json));
        });
        return all;
    }

    /// Writes a rule; one with the id of a rule of the file replaces that one.
    ///
    /// @throws ProblemException `moderation.invalid` with every fault, `moderation.too_many_rules`
    JsonNode put(Admin admin, String id, JsonNode given) {
        ObjectNode rule = given.isObject()
                ? (ObjectNode) given.deepCopy()
                : JsonMapper.shared().createObjectNode();
        rule.put("id", id);
        rule.retain("id", "action", "sentence", "words", "patterns", "over");
        List<String> wrong = new ArrayList<>();
        RuleFile.one(rule, wrong);
        Faults faults = new Faults();
        wrong.forEach(each -> faults.add(
                "/" + each.substring(0, each.indexOf(':')),
                "invalid",
                sentence(each.substring(each.indexOf(':') + 2))));
        if (rule.toString().length() > RULE_LENGTH_MAX) {
            faults.add("", "too_long", "A rule has at most " + RULE_LENGTH_MAX + " characters.");
        }
        faults.check(ModerationProblem.INVALID);
        Map<String, String> own = store.rules();
        if (!own.containsKey(id) && own.size() >= ModerationStore.RULES_MAX) {
            throw ModerationProblem.TOO_MANY.problem();
        }
        transactions.asUser(admin.actor(), tx -> {
            store.put(tx.asSystem("moderation rule"), id, rule.toString());
            audit.record(
                    tx,
                    admin.actor(),
                    "moderation.rule_set",
                    "moderation_rule " + id,
                    Map.of("action", rule.path("action").asString("")));
            return null;
        });
        written.invalidateAll();
        return rule;
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    /// @throws ProblemException `moderation.rule_not_found`
    void remove(Admin admin, String id) {
        transactions.asUser(admin.actor(), tx -> {
            if (!store.remove(tx.asSystem("moderation rule"), id)) {
                throw ModerationProblem.RULE_NOT_FOUND.problem();
            }
            audit.record(tx, admin.actor(), "moderation.rule_removed", "moderation_rule " + id, Map.of());
            return null;
        });
        written.invalidateAll();
    }

    /// What the rules say of a text, without a case: for whoever writes them.
    Moderation.Decision tryOut(String text) {
        return rules.decide(text);
    }

    private List<Rule> read() {
        return store.rules().values().stream()
                .map(rule -> RuleFile.one(JsonMapper.shared().readTree(rule), new ArrayList<>()))
                .toList();
    }
}

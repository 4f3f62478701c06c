package studio.atelier.engine.generation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.RequestCheck.Checked;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.telemetry.Metrics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Whole answers of this node that may be given again: to the same person, for the same request, with the same
/// key and price. Only what is alike each time is kept by itself: embeddings, moderations, and texts whose caller
/// took chance out by a temperature of zero or a seed. Pictures, clips and sounds never are: whoever repeats them
/// wants another. Bounded in entries and bytes. Thread-safe. Source: B163, B195; ADR 0032.
final class Answers {

    static final int ENTRIES_MAX = 10_000;
    static final int BYTES_MAX = 64 << 20;

    /// Larger answers are not kept.
    static final int ANSWER_BYTES_MAX = 1 << 20;

    /// Runs under way whose answer will be kept.
    private static final int EXPECTED_MAX = 10_000;

    private static final Duration EXPECTED_FOR = Duration.ofHours(1);

    /// A character of JSON in memory, at most.
    private static final int CHARACTER_BYTES = 2;

    /// How a text ends that is whole.
    private static final Set<String> WHOLE = Set.of("stop", "tool_calls");

    private static final String SEED = "seed";

    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    /// Whether somebody wants answers given again.
    @FunctionalInterface
    interface Consent {

        /// @param project in which it runs, whose organisation has a say; null without one
        boolean given(UUID person, @Nullable UUID project);
    }

    private final boolean on;
    private final Consent consent;
    private final JsonMapper json;
    private final Clock clock;
    private final Counter reused;
    private final Cache<String, Given> given;
    private final Cache<UUID, String> expected = Caffeine.newBuilder()
            .maximumSize(EXPECTED_MAX)
            .expireAfterWrite(EXPECTED_FOR)
            .build();

    Answers(AnswerSettings settings, Consent consent, JsonMapper json, Clock clock, MeterRegistry meters) {
        this.on = settings.kept().isPositive();
        this.consent = consent;
        this.json = json;
        this.clock = clock;
        this.reused = Metrics.ANSWERS_REUSED.counter(meters);
        this.given = Caffeine.newBuilder()
                .maximumWeight(BYTES_MAX)
                .<String, Given>weigher((_, answer) -> Math.max(answer.bytes(), BYTES_MAX / ENTRIES_MAX))
                .expireAfterWrite(settings.kept())
                // Whoever adds one makes room, so that the bound holds at any moment.
                .executor(Runnable::run)
                .ticker(() -> clock.millis() * 1_000_000)
                .build();
    }

    /// An answer.
    ///
    /// @param generation that it was made for
    /// @param delivered  see [Delivery#asJson]
    /// @param bytes      in memory, at most
    record Given(UUID generation, JsonNode delivered, Instant at, int bytes) {}

    /// Under which an answer to this is kept; null where none may be.
    @Nullable
    String key(Actor actor, GenerationRequest request, Checked checked) {
        Model model = checked.model();
        if (!on || !alike(request, model) || !consent.given(actor.person(), request.projectId())) {
            return null;
        }
        ObjectNode whole = json.createObjectNode();
        whole.put("person", actor.person().toString())
                .put("project", String.valueOf(request.projectId()))
                .put("key_source", checked.keySource())
                .put("key", String.valueOf(checked.keyId()))
                .put("price", checked.price().rule())
                .put("model", model.id())
                .put("type", model.type().word())
                .put("prompt", checked.prompt());
        ObjectNode values = whole.putObject("parameters");
        checked.parameters().forEach(values::set);
        if (!request.parameters().containsKey(SEED)) {
            // It was drawn by chance for this run.
            values.remove(SEED);
        }
        return Fingerprint.of(SORTED.writeValueAsString(whole));
    }

    private static boolean alike(GenerationRequest request, Model model) {
        boolean ours = Pool.of(model) == Pool.SERVER
                && request.references().isEmpty()
                && model.parameters().assets().isEmpty();
        if (!ours || request.reuse().maxAge().isZero()) {
            return false;
        }
        return switch (model.type()) {
            case EMBEDDING, MODERATION -> true;
            case TEXT -> request.reuse().asked() || withoutChance(request.parameters());
            case IMAGE, VIDEO, AUDIO -> false;
        };
    }

    private static boolean withoutChance(Map<String, JsonNode> parameters) {
        JsonNode temperature = parameters.get("temperature");
        JsonNode seed = parameters.get(SEED);
        return (temperature != null && temperature.isNumber() && temperature.asDouble() == 0)
                || (seed != null && seed.isIntegralNumber());
    }

    /// @return null where there is none, or none as young as the request wants it
    @Nullable
    Given find(String key, Reuse reuse) {
        Given found = given.getIfPresent(key);
        if (found == null || found.at().plus(reuse.maxAge()).isBefore(clock.instant())) {
            return null;
        }
        reused.increment();
        return found;
    }

    /// The answer of this run will be kept.
    void expect(UUID generation, String key) {
        expected.put(generation, key);
    }

    /// Keeps the answer, if one was expected and it is whole; forgets that one was expected.
    ///
    /// @param row at its end
    void keep(Generation row) {
        String key = expected.getIfPresent(row.id());
        if (key == null) {
            return;
        }
        expected.invalidate(row.id());
        JsonNode result = row.result();
        if (row.status() != Status.COMPLETED || result == null || !whole(row, result)) {
            return;
        }
        JsonNode delivered = Delivery.again(json, row);
        long bytes = (long) delivered.toString().length() * CHARACTER_BYTES;
        if (bytes <= ANSWER_BYTES_MAX) {
            given.put(key, new Given(row.id(), delivered, clock.instant(), (int) bytes));
        }
    }

    private static boolean whole(Generation row, JsonNode result) {
        if (row.generationType().equals(GenerationType.TEXT.word())) {
            return WHOLE.contains(result.path("finish_reason").asString("stop"));
        }
        return result.path("data").isContainer();
    }
}

package studio.atelier.engine.generation;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.credits.Balance;
import studio.atelier.engine.credits.Credits.Charge;
import studio.atelier.engine.generation.GenerationEvents.GenerationCancelled;
import studio.atelier.engine.generation.GenerationEvents.GenerationCompleted;
import studio.atelier.engine.generation.GenerationEvents.GenerationFailed;
import studio.atelier.engine.generation.GenerationStore.Ending;
import studio.atelier.engine.generation.RunStore.End;
import studio.atelier.engine.media.Asset;
import studio.atelier.engine.media.AssetView;
import studio.atelier.engine.media.StagedMedia;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.platform.database.Together;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ends runs: assets, charge or release, budget, row and event in one transaction that begins by ending the
/// run under its fencing token. No asset, no charge. Thread-safe.
final class Settlement {

    private static final Duration BACKOFF_FIRST = Duration.ofMillis(500);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

    /// A provider that asks for a longer pause gets it, up to here.
    private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(10);

    private static final int TOKEN_BYTES = 4;

    private final Rooms rooms;
    private final Patience patience;
    private final Waiters waiters;
    private final Feed feed;
    private final RunLog log;
    private final RandomGenerator random;
    private final int attemptsMax;
    private final Together<Kept, Generation> together;

    Settlement(
            Rooms rooms,
            Patience patience,
            Waiters waiters,
            Feed feed,
            MeterRegistry meters,
            RandomGenerator random,
            int attemptsMax) {
        this.rooms = rooms;
        this.patience = patience;
        this.waiters = waiters;
        this.feed = feed;
        this.log = new RunLog(meters);
        this.random = random;
        this.attemptsMax = attemptsMax;
        this.together = new Together<>(rooms.transactions(), "settle", this::keep);
    }

    /// @return the row at its end; empty where nothing was delivered
    Optional<Generation> delivered(Lease lease, Delivery delivery, Outcome.Delivered outcome) {
        if (delivery.nothing() && !"tool_calls".equals(outcome.finishReason())) {
            failed(lease, delivery, new ProviderFailure.BadOutput(Words.of("The provider delivered nothing.")));
            return Optional.empty();
        }
        // Files are many steps from here to a row. Text is one, so keeping it twice would win nothing.
        if (lease.delivered() == null && !delivery.staged().isEmpty()) {
            JsonNode delivered = delivery.asJson(rooms.json(), outcome);
            patience.asSystem("keep delivery", tx -> rooms.runs().keepDelivery(tx, lease, delivered));
        }
        rooms.failpoints().reach("generation.staged");
        Usage usage = delivery.staged().isEmpty()
                ? outcome.usage()
                : outcome.usage().withImages(delivery.staged().size());
        return keep(lease, delivery, Status.COMPLETED, usage, outcome.requestId(), outcome.finishReason());
    }

    /// What was delivered before the stop is kept and charged; what was not is charged only where the
    /// provider bills it.
    void cancelled(Lease lease, Delivery delivery, Outcome.Cancelled outcome) {
        if (!delivery.staged().isEmpty() || !delivery.text().isEmpty()) {
            keep(lease, delivery, Status.CANCELLED, saidSoFar(lease, delivery), null, "cancelled");
            return;
        }
        Usage usage = outcome.billed() ? saidSoFar(lease, delivery) : Usage.UNSAID;
        Micros charge =
                outcome.billed() ? price(lease).charge(usage, parameters(lease)).amount() : Micros.ZERO;
        var kept = new Kept(
                new End(lease, null, 0),
                Ending.cancelled(lease.generationId(), charge.value()),
                new GenerationCancelled(lease.generationId(), lease.userId(), charge.value()),
                charge(lease, charge, evidence(usage, null, "cancelled by the person")));
        patience.asSystem("cancel", tx -> {
            keep(tx, List.of(kept));
            tx.afterCommit(() -> tell(lease, RunLog.End.of(Status.CANCELLED, charge)));
        });
        rooms.failpoints().reach("generation.cancelled");
    }

    /// A provider that was cut off does not say what it used; a token is about four bytes. Of what is not
    /// text it may have made all.
    private static Usage saidSoFar(Lease lease, Delivery delivery) {
        if (!delivery.staged().isEmpty()) {
            return Usage.UNSAID.withImages(delivery.staged().size());
        }
        if (GenerationType.of(lease.type()).orElseThrow().media()) {
            return Usage.UNSAID;
        }
        long in = Math.ceilDiv(
                bytes(lease.prompt())
                        + bytes(lease.parameters().path("messages").toString()),
                TOKEN_BYTES);
        long out = Math.ceilDiv(bytes(delivery.reasoning()) + bytes(delivery.text()), TOKEN_BYTES);
        return new Usage(in, null, null, out, null, null, null);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Optional<Generation> keep(
            Lease lease,
            Delivery delivery,
            Status status,
            Usage usage,
            @Nullable String requestId,
            @Nullable String finishReason) {
        Micros charged = price(lease).charge(usage, parameters(lease)).amount();
        JsonNode evidence = evidence(usage, requestId, finishReason);
        Function<List<Asset>, Kept> kept = assets -> new Kept(
                new End(lease, requestId, 0),
                new Ending(
                        lease.generationId(),
                        status,
                        result(delivery, assets, usage, finishReason),
                        null,
                        null,
                        null,
                        charged.value(),
                        usage.inputTokens(),
                        usage.outputTokens()),
                event(lease, status, charged, assets),
                charge(lease, charged, evidence));
        Generation ended;
        if (!delivery.staged().isEmpty()) {
            ended = patience.find("settle", tx -> withAssets(tx, lease, delivery, kept));
        } else if (lease.projectId() != null) {
            ended = patience.find(
                    "settle", tx -> keep(tx, List.of(kept.apply(List.of()))).getFirst());
        } else {
            ended = patience.of(() -> together.submit(kept.apply(List.of())));
        }
        tell(lease, new RunLog.End(status, charged, delivery.staged().size(), null));
        rooms.failpoints().reach("generation.settled");
        return Optional.of(ended);
    }

    /// A run at its end, with all that says so.
    private record Kept(End end, Ending ending, Record event, List<Charge> charges) {}

    private Generation withAssets(Tx tx, Lease lease, Delivery delivery, Function<List<Asset>, Kept> kept) {
        Trip before = tx.trip();
        before.byKeys();
        Runnable fence = rooms.runs().end(before, List.of(kept.apply(List.of()).end()));
        before.send();
        fence.run();
        return write(tx, tx.trip(), List.of(kept.apply(assets(tx, lease, delivery))))
                .getFirst();
    }

    /// Ends runs that delivered no files: their ends, rows, events and money in one trip.
    private List<Generation> keep(Tx tx, List<Kept> kept) {
        Trip trip = tx.trip();
        trip.byKeys();
        Runnable fence = rooms.runs().end(trip, kept.stream().map(Kept::end).toList());
        List<Generation> rows = write(tx, trip, kept);
        fence.run();
        return rows;
    }

    /// @return the rows, in the order of what was kept
    private List<Generation> write(Tx tx, Trip trip, List<Kept> kept) {
        var finished =
                rooms.store().finish(trip, kept.stream().map(Kept::ending).toList());
        rooms.events().publish(tx, trip, kept.stream().map(Kept::event).toList());
        settle(trip, kept.stream().flatMap(each -> each.charges().stream()).toList());
        Map<UUID, Generation> rows =
                finished.get().stream().collect(Collectors.toMap(Generation::id, Function.identity()));
        return kept.stream()
                .map(each -> Objects.requireNonNull(rows.get(each.ending().id())))
                .toList();
    }

    private List<Asset> assets(Tx tx, Lease lease, Delivery delivery) {
        List<Asset> assets = new ArrayList<>();
        for (StagedMedia staged : delivery.staged()) {
            assets.add(rooms.media().keep(tx, lease.generationId(), assets.size(), staged));
        }
        return assets;
    }

    private static Record event(Lease lease, Status status, Micros charged, List<Asset> assets) {
        return status == Status.COMPLETED
                ? new GenerationCompleted(
                        lease.generationId(),
                        lease.userId(),
                        charged.value(),
                        assets.stream().map(Asset::id).toList())
                : new GenerationCancelled(lease.generationId(), lease.userId(), charged.value());
    }

    void failed(Lease lease, Delivery delivery, ProviderFailure failure) {
        delivery.discard();
        Duration wait = pause(lease, failure);
        if (wait != null && !delivery.awaited() && lease.attempts() + 1 < attemptsMax) {
            patience.asSystem("requeue", tx -> rooms.runs().requeue(tx, lease, wait));
            return;
        }
        // Who waits on a connection decides whether to ask again; a run of the queue has been tried often enough.
        GenerationProblem problem = wait == null || delivery.awaited()
                ? FailureWords.problem(failure)
                : GenerationProblem.ATTEMPTS_EXHAUSTED;
        boolean exposed = failure instanceof ProviderFailure.NoAnswer || failure instanceof ProviderFailure.BadOutput;
        long exposure = exposed ? price(lease).amount().value() : 0;
        Words words = failure.words();
        var kept = new Kept(
                new End(lease, words.requestId(), exposure),
                FailureWords.ending(lease, problem, words, delivery.awaited() ? wait : null),
                new GenerationFailed(lease.generationId(), lease.userId(), problem.code()),
                charge(lease, Micros.ZERO, JsonNodeFactory.instance.objectNode()));
        patience.asSystem("fail", tx -> {
            keep(tx, List.of(kept));
            if (problem == GenerationProblem.ATTEMPTS_EXHAUSTED) {
                rooms.runs().markDead(tx, lease.generationId());
            }
            tx.afterCommit(() -> tell(lease, RunLog.End.failed(problem)));
        });
        rooms.failpoints().reach("generation.failed");
    }

    /// How long to wait before the next attempt; null when there must be none. Only what was certainly not
    /// billed is tried again.
    @Nullable
    Duration pause(Lease lease, ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.NotSent _ -> backoff(lease.attempts());
            case ProviderFailure.RateLimited(Words _, Duration asked) -> longer(asked, backoff(lease.attempts()));
            case ProviderFailure.Overloaded(Words _, Duration asked) -> longer(asked, backoff(lease.attempts()));
            case ProviderFailure.NoAnswer _,
                    ProviderFailure.Refused _,
                    ProviderFailure.InvalidInput _,
                    ProviderFailure.KeyRejected _,
                    ProviderFailure.OutOfFunds _,
                    ProviderFailure.Broken _,
                    ProviderFailure.BadOutput _ -> null;
        };
    }

    private static Duration longer(@Nullable Duration asked, Duration own) {
        if (asked == null || asked.compareTo(own) < 0) {
            return own;
        }
        return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
    }

    private Duration backoff(int attempts) {
        long doubled = BACKOFF_FIRST.toMillis() << Math.min(attempts, 10);
        long capped = Math.min(doubled, BACKOFF_MAX.toMillis());
        return Duration.ofMillis(capped - random.nextLong(capped / 4 + 1));
    }

    /// Whoever waits hears at once; the person's pages hear what is left of the money.
    private void tell(Lease lease, RunLog.End end) {
        log.ended(lease, end);
        waiters.ended(lease.generationId());
        if (price(lease).amount().isPositive() && feed.hears(lease.userId())) {
            Balance balance = rooms.credits().balance(lease.userId());
            feed.tell(
                    lease.userId(),
                    "credits",
                    Map.of(
                            "balance_micros", balance.available().value(),
                            "held_micros", balance.held().value()));
        }
    }

    /// @return none where nothing was held
    private static List<Charge> charge(Lease lease, Micros charged, JsonNode evidence) {
        return price(lease).amount().isPositive()
                ? List.of(new Charge(lease.generationId(), charged, evidence))
                : List.of();
    }

    /// Sends the trip, with the money as its last statement.
    private void settle(Trip trip, List<Charge> charges) {
        if (charges.isEmpty()) {
            trip.send();
        } else {
            rooms.credits().settle(trip, charges);
        }
    }

    private static Price price(Lease lease) {
        return new Price(
                Micros.of(lease.price().path("amount").asLong()),
                lease.price().path("estimate").asBoolean(),
                lease.price().path("rule").asString(),
                List.of());
    }

    private static Map<String, JsonNode> parameters(Lease lease) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        lease.parameters().properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        return parameters;
    }

    private JsonNode evidence(Usage usage, @Nullable String requestId, @Nullable String reason) {
        ObjectNode evidence = rooms.json().createObjectNode();
        evidence.set("usage", rooms.json().valueToTree(usage));
        return evidence.put("provider_request_id", requestId).put("finish_reason", reason);
    }

    private JsonNode result(Delivery delivery, List<Asset> assets, Usage usage, @Nullable String finishReason) {
        String text = delivery.text();
        JsonNode tools = delivery.tools();
        ObjectNode result = rooms.json().createObjectNode();
        JsonNode data = delivery.data();
        if (data != null) {
            result.set("data", data);
        }
        if (assets.isEmpty()) {
            result.put("content", text).put("mimeType", "text/plain; charset=utf-8");
        } else {
            result.put("content", AssetView.of(assets.getFirst()).url())
                    .put("mimeType", assets.getFirst().facts().mimeType());
        }
        if (!assets.isEmpty() && !text.isEmpty()) {
            result.put("text", text);
        }
        if (!delivery.reasoning().isEmpty()) {
            result.put("reasoning", delivery.reasoning());
        }
        if (usage.reasoningTokens() != null) {
            result.put("reasoning_tokens", usage.reasoningTokens());
        }
        if (finishReason != null) {
            result.put("finish_reason", finishReason);
        }
        if (tools != null) {
            result.set("tool_calls", tools);
        }
        result.set(
                "outputs",
                rooms.json().valueToTree(assets.stream().map(AssetView::of).toList()));
        return result;
    }
}

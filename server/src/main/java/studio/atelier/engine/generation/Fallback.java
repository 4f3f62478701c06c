package studio.atelier.engine.generation;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.catalog.Route;
import studio.atelier.engine.catalog.Routing;
import studio.atelier.engine.credits.Reservation;
import studio.atelier.engine.credits.ReserveResult;
import studio.atelier.engine.generation.RequestCheck.Payer;
import studio.atelier.engine.generation.SuccessorStore.Chosen;
import studio.atelier.engine.generation.SuccessorStore.Successor;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Goes on with the next model of a policy where the one before failed and bought nothing. What is held is
/// exchanged for the price of the next in the transaction that gives the run its new model; a model there is no
/// money for is passed over. Thread-safe.
final class Fallback {

    /// Models one run asks at most, the first counted.
    private static final int MODELS_MAX = 8;

    private static final int MESSAGE_MAX = 300;
    private static final int SERVER_FAULT = 500;

    private static final Logger log = LoggerFactory.getLogger(Fallback.class);

    private final Rooms rooms;
    private final RequestCheck checks;
    private final Patience patience;
    private final Audit audit;
    private final SuccessorStore store;

    Fallback(Rooms rooms, RequestCheck checks, Patience patience, Audit audit) {
        this.rooms = rooms;
        this.checks = checks;
        this.patience = patience;
        this.audit = audit;
        this.store = new SuccessorStore(rooms.json());
    }

    /// What becomes of a run that failed.
    sealed interface Next {

        /// It has no other model; the failure is its own.
        record None() implements Next {}

        /// It waits in the queue, with another model.
        record Queued() implements Next {}

        /// Somebody listens on this node, so it goes on here.
        record Here(Lease lease) implements Next {}
    }

    private static final Next NONE = new Next.None();

    /// A model there is no money for, so that nothing of the exchange stays.
    private static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoRoom() {
            super("no money for the next model", null, false, false);
        }
    }

    /// One model that did not work, as the row remembers it.
    private record Attempt(String model, ProviderFailure failure) {

        ObjectNode asJson() {
            String words = failure.words().message();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("model", model)
                    .put("failure", kind(failure))
                    .put("message", words.length() > MESSAGE_MAX ? words.substring(0, MESSAGE_MAX) : words)
                    .put("provider_request_id", failure.words().requestId())
                    .put("at", Instant.now().toString());
        }
    }

    /// @param delivery what came before it failed: from the first byte on it is too late
    Next after(Lease lease, Delivery delivery, ProviderFailure failure) {
        if (!boughtNothing(failure) || !delivery.silent() || delivery.tools() != null) {
            return NONE;
        }
        Optional<Chosen> chosen = patience.find("look for the next model", tx -> store.chosen(tx, lease));
        return chosen.map(policy -> next(lease, delivery.awaited(), failure, policy))
                .orElse(NONE);
    }

    /// Never sent, or refused by an answer that says so. What a provider did with a request that it did not answer,
    /// or with a job that it took, nobody can know for sure.
    private static boolean boughtNothing(ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.NotSent _,
                    ProviderFailure.RateLimited _,
                    ProviderFailure.Overloaded _,
                    ProviderFailure.KeyRejected _,
                    ProviderFailure.OutOfFunds _ -> true;
            case ProviderFailure.Broken broken -> broken.words().status() >= SERVER_FAULT;
            case ProviderFailure.NoAnswer _,
                    ProviderFailure.BadOutput _,
                    ProviderFailure.Refused _,
                    ProviderFailure.InvalidInput _ -> false;
        };
    }

    private Next next(Lease lease, boolean here, ProviderFailure failure, Chosen chosen) {
        Optional<Route> route =
                rooms.catalog().route(null, chosen.routing().path("asked").asString(""));
        ArrayNode attempts = JsonNodeFactory.instance.arrayNode();
        chosen.routing().path("attempts").forEach(attempts::add);
        attempts.add(new Attempt(lease.provider() + "/" + lease.model(), failure).asJson());
        if (route.isEmpty() || attempts.size() >= MODELS_MAX) {
            return NONE;
        }
        var asked = new Routing.Asked(
                lease.prompt(), asked(lease, chosen), lease.references().size());
        var now = rooms.providers().conditions(rooms.vault().choices(lease.userId(), lease.projectId()));
        Set<String> passed = new HashSet<>();
        Set<String> tried = new HashSet<>();
        attempts.forEach(each -> tried.add(each.path("model").asString()));
        while (passed.size() < MODELS_MAX) {
            Set<String> out = new HashSet<>(tried);
            out.addAll(passed);
            Optional<Routing.Choice> choice = rooms.catalog().routing().next(route.get(), asked, out, now);
            if (choice.isEmpty()) {
                return NONE;
            }
            Model model = choice.get().model();
            // Workers take what waits in the queue; nobody could listen to that on this connection.
            Next next = here && Pool.of(model) == Pool.WORKERS
                    ? NONE
                    : switchTo(new Change(lease, chosen, choice.get(), attempts, here), asked);
            if (!(next instanceof Next.None)) {
                return next;
            }
            passed.add(model.id());
        }
        return NONE;
    }

    private static Map<String, JsonNode> asked(Lease lease, Chosen chosen) {
        Map<String, JsonNode> asked = new HashMap<>();
        for (String name : chosen.asked()) {
            JsonNode value = lease.parameters().get(name);
            if (value != null) {
                asked.put(name, value);
            }
        }
        return asked;
    }

    private record Change(Lease lease, Chosen chosen, Routing.Choice choice, ArrayNode attempts, boolean here) {}

    private Next switchTo(Change change, Routing.Asked asked) {
        Lease lease = change.lease();
        Model model = change.choice().model();
        try {
            Payer payer = checks.payer(lease.userId(), model, lease.projectId());
            Map<String, JsonNode> parameters = checks.filled(model, asked.parameters());
            Price price = model.estimate(asked.prompt(), parameters, asked.references());
            Next next = patience.find("next model", tx -> {
                if (!store.succeed(tx, lease, successor(change, payer, parameters, price), change.here())) {
                    return NONE;
                }
                exchange(tx, change, payer, price);
                tell(tx, change, price);
                if (change.here()) {
                    return new Next.Here(rooms.runs().held(tx, lease.generationId()));
                }
                boolean remote = Pool.of(model) == Pool.WORKERS;
                rooms.signals().afterCommit(tx, remote ? RemoteRuns.SIGNAL : Dispatcher.SIGNAL);
                return new Next.Queued();
            });
            rooms.failpoints().reach("generation.fell_back");
            return next;
        } catch (NoRoom | ProblemException passed) {
            log.debug("run {} passes over {}: {}", lease.generationId(), model.id(), passed.getMessage());
            return NONE;
        }
    }

    private Successor successor(Change change, Payer payer, Map<String, JsonNode> parameters, Price price) {
        Model model = change.choice().model();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        parameters.forEach(values::set);
        ObjectNode routing = NamedModel.told(
                change.chosen().routing().path("asked").asString(),
                change.choice().why());
        routing.set("attempts", change.attempts());
        List<String> assets = model.parameters().assets().keySet().stream()
                .filter(parameters::containsKey)
                .toList();
        return new Successor(
                model.provider(),
                model.model(),
                values,
                routing,
                payer.source(),
                payer.keyId(),
                Acceptance.fixed(price),
                assets,
                Pool.of(model),
                Pool.jobKind(model),
                Pool.labels(model));
    }

    private void exchange(Tx tx, Change change, Payer payer, Price price) {
        Lease lease = change.lease();
        if (price.amount().isZero()) {
            rooms.credits().release(tx, lease.generationId(), "nothing was bought; a free model is asked");
            return;
        }
        var source = payer.source().equals("server") ? Reservation.Source.CREDITS : Reservation.Source.OWN_KEYS;
        UUID accessKey = change.chosen().accessKey();
        var spender = new Spender(lease.userId(), lease.projectId(), lease.orgId(), accessKey);
        var reservation = new Reservation(lease.generationId(), spender, source, price.amount(), price.rule());
        if (!(rooms.credits().exchange(tx, reservation) instanceof ReserveResult.Reserved)) {
            throw new NoRoom();
        }
    }

    /// Every attempt stands in the audit log, with who was asked next.
    private void tell(Tx tx, Change change, Price price) {
        JsonNode last = change.attempts().get(change.attempts().size() - 1);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("asked", change.chosen().routing().path("asked").asString());
        detail.put("attempt", change.attempts().size());
        detail.put("from", last.path("model").asString());
        detail.put("failure", last.path("failure").asString());
        detail.put("message", last.path("message").asString());
        detail.put("to", change.choice().model().id());
        detail.put("estimate_micros", price.amount().value());
        String subject = "generation " + change.lease().generationId();
        audit.record(tx, null, "generation.fell_back", subject, detail);
    }

    /// One word for the row: `rate_limited`, `overloaded`.
    private static String kind(ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.NotSent _ -> "not_sent";
            case ProviderFailure.RateLimited _ -> "rate_limited";
            case ProviderFailure.Overloaded _ -> "overloaded";
            case ProviderFailure.KeyRejected _ -> "key_rejected";
            case ProviderFailure.OutOfFunds _ -> "out_of_funds";
            case ProviderFailure.Broken _ -> "broken";
            case ProviderFailure.NoAnswer _ -> "no_answer";
            case ProviderFailure.BadOutput _ -> "bad_output";
            case ProviderFailure.Refused _ -> "refused";
            case ProviderFailure.InvalidInput _ -> "invalid_input";
        };
    }
}

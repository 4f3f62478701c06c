package studio.atelier.engine.generation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.EmptyResultDataAccessException;
import studio.atelier.engine.budgets.Cap;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.credits.CreditsProblem;
import studio.atelier.engine.credits.Reservation;
import studio.atelier.engine.credits.ReserveResult;
import studio.atelier.engine.generation.GenerationEvents.GenerationAccepted;
import studio.atelier.engine.generation.GenerationStore.NewGeneration;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.moderation.Moderator;
import studio.atelier.engine.projects.Project;
import studio.atelier.engine.projects.Projects;
import studio.atelier.engine.projects.ProjectsProblem;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.KeyChoice;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Step one of the main job: checks everything that can be checked, then writes row, run, money and event
/// in one transaction. A refusal leaves nothing behind. Source: A30, A37 to A42, A66, E76.
final class Acceptance {

    /// Characters a person's token can have; longer keys are refused.
    private static final int IDEMPOTENCY_KEY_MAX = 255;

    /// Parameters that say what to do, so that there need not be a prompt: a chat, texts to embed or to judge, a
    /// recording to write down.
    private static final Set<String> SAID_ELSEWHERE = Set.of("messages", "input", "audio");

    private static final int SEED_BOUND = Integer.MAX_VALUE;

    private final Rooms rooms;
    private final Transactions transactions;
    private final GenerationStore store;
    private final Providers providers;
    private final Moderator moderator;
    private final Vault vault;
    private final Projects projects;
    private final Credits credits;
    private final Media media;
    private final InputFiles files;
    private final Events events;
    private final Signals signals;
    private final Limiter limiter;
    private final Ids ids;
    private final RandomGenerator random;
    private final JsonMapper json;
    private final Failpoints failpoints;
    private final long leaseSeconds;

    Acceptance(Rooms rooms, Limiter limiter, Ids ids, RandomGenerator random, long leaseSeconds) {
        this.rooms = rooms;
        this.transactions = rooms.transactions();
        this.store = rooms.store();
        this.providers = rooms.providers();
        this.moderator = rooms.moderation();
        this.vault = rooms.vault();
        this.projects = rooms.projects();
        this.credits = rooms.credits();
        this.media = rooms.media();
        this.files = new InputFiles(transactions, media);
        this.events = rooms.events();
        this.signals = rooms.signals();
        this.json = rooms.json();
        this.failpoints = rooms.failpoints();
        this.limiter = limiter;
        this.ids = ids;
        this.random = random;
        this.leaseSeconds = leaseSeconds;
    }

    /// What was checked before the transaction.
    private record Checked(
            Model model,
            String prompt,
            Map<String, JsonNode> parameters,
            ObjectNode moderation,
            @Nullable ObjectNode routing,
            String keySource,
            @Nullable UUID keyId,
            @Nullable String keyName,
            Price price) {}

    /// @param node    this node, when it runs the generation itself at once, which it cannot where workers
    ///     do; null for the queue
    /// @param retryOf the row this one repeats
    /// @throws ProblemException with a code of this room or of catalog, budget, credits, moderation, limits,
    ///     or `storage.disk_full`
    Accepted accept(Actor actor, GenerationRequest request, @Nullable Long node, @Nullable UUID retryOf) {
        limiter.check(actor.person().toString());
        Checked checked = check(actor, request, true);
        UUID id = ids.next();
        return accept(actor, request, checked, id, node, retryOf);
    }

    /// A draft that is asked for becomes the row that runs. Adopted twice it is the same row.
    ///
    /// @throws ProblemException also `generation.not_found` where there is no such draft of the person's
    Accepted adopt(Actor actor, UUID draft, GenerationRequest request) {
        limiter.check(actor.person().toString());
        Generation row = transactions.asUser(
                actor, tx -> store.find(tx, draft).orElseThrow(GenerationProblem.NOT_FOUND::problem));
        if (!row.userId().equals(actor.person())) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
        if (row.status() != Status.DRAFT) {
            return new Accepted(row, false, List.of());
        }
        GenerationRequest whole = request.over(row);
        try {
            return accept(actor, whole, check(actor, whole, true), draft, null, null);
        } catch (EmptyResultDataAccessException adopted) {
            // Somebody was faster with the same draft; all of this try is undone.
            Generation now = transactions.asUser(
                    actor, tx -> store.find(tx, draft).orElseThrow(GenerationProblem.NOT_FOUND::problem));
            return new Accepted(now, false, List.of());
        }
    }

    private Accepted accept(
            Actor actor,
            GenerationRequest request,
            Checked checked,
            UUID id,
            @Nullable Long node,
            @Nullable UUID retryOf) {
        if (checked.model().type().media()) {
            media.requireRoom();
        }
        Accepted accepted = transactions.asUser(actor, tx -> {
            Optional<Project> project = project(tx, request.projectId());
            files.require(tx, request.references(), checked.model().parameters().assets(), checked.parameters());
            return write(tx.asSystem("accept"), actor, request, checked, project, id, node, retryOf);
        });
        failpoints.reach("generation.accepted");
        return accepted;
    }

    /// @param keyName null where no key is used
    /// @param project null without one
    record Quote(
            Price price,
            String keySource,
            @Nullable String keyName,
            @Nullable Project project) {}

    /// The price of a request that is not accepted: same checks, nothing written, a prompt may be missing
    /// still.
    ///
    /// @throws ProblemException as [#accept], except for money
    Quote quote(Actor actor, GenerationRequest request) {
        Checked checked = check(actor, request, false);
        Project project = request.projectId() == null ? null : projects.find(actor, request.projectId());
        return new Quote(checked.price(), checked.keySource(), checked.keyName(), project);
    }

    /// @param whole false for a price only: the prompt may be missing, and nobody judges it
    private Checked check(Actor actor, GenerationRequest asked, boolean whole) {
        Faults faults = new Faults();
        boolean said = SAID_ELSEWHERE.stream().anyMatch(asked.parameters()::containsKey);
        GenerationRequest request = asked.resolved(faults);
        String prompt = request.prompt() == null ? "" : request.prompt();
        if (whole && prompt.isBlank() && !said) {
            faults.add("/prompt", "required", "Say what to make.");
        }
        if (request.idempotencyKey() != null && request.idempotencyKey().length() > IDEMPOTENCY_KEY_MAX) {
            faults.add("Idempotency-Key", "too_long", "At most " + IDEMPOTENCY_KEY_MAX + " characters.");
        }
        String name = faults.required("/model", request.model(), 200);
        if (name.isEmpty()) {
            faults.check(GenerationProblem.INVALID);
        }
        NamedModel named = named(actor, request, name, faults);
        Model model = named.model();
        checkType(request.generationType(), model, faults);
        faults.limited("/prompt", prompt, model.promptMax());
        if (request.references().size() > model.maxReferences()) {
            faults.add(
                    "/reference_asset_ids",
                    "too_many",
                    model.maxReferences() == 0
                            ? "This model does not work from pictures."
                            : "At most " + model.maxReferences() + " pictures.");
        }
        faults.addAll(model.faults(named.parameters()));
        faults.check(GenerationProblem.INVALID);

        providers.requireOpen(model.provider());
        ObjectNode decision = whole ? moderate(actor, prompt, request.parameters()) : json.createObjectNode();
        Payer payer = payer(actor, model, request.projectId());
        Map<String, JsonNode> parameters = seeded(model, model.withDefaults(named.parameters()));
        Price price = model.estimate(prompt, parameters, request.references().size());
        return new Checked(
                model,
                prompt,
                parameters,
                decision,
                named.routing(),
                payer.source(),
                payer.keyId(),
                payer.keyName(),
                price);
    }

    /// An unknown model is refused under its own code, together with whatever else is wrong.
    private NamedModel named(Actor actor, GenerationRequest request, String name, Faults faults) {
        try {
            return NamedModel.of(rooms, actor, request, name);
        } catch (ProblemException refusal) {
            throw refusal.problem().withFaults(faults.found()).exception();
        }
    }

    private static void checkType(@Nullable String word, Model model, Faults faults) {
        if (word == null) {
            return;
        }
        if (GenerationType.of(word).isEmpty()) {
            faults.add("/generation_type", "not_allowed", "One of text, image, video, audio, embedding, moderation.");
        } else if (!model.type().word().equals(word)) {
            faults.add(
                    "/generation_type",
                    "not_allowed",
                    "This model makes " + model.type().word() + ".");
        }
    }

    /// What was found stands on the row, so that whoever looks later knows why it ran.
    private ObjectNode moderate(Actor actor, String prompt, Map<String, JsonNode> parameters) {
        JsonNode messages = parameters.get("messages");
        var verdict = moderator.judge(actor.person(), messages == null ? prompt : prompt + "\n" + messages);
        if (verdict.blocked()) {
            throw Problem.of(GenerationProblem.MODERATED, verdict.sentence())
                    .with("rule", String.valueOf(verdict.rule()))
                    .with("case_id", String.valueOf(verdict.caseId()))
                    .with("charged", false)
                    .exception();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode().put("decision", verdict.decision());
        if (verdict.rule() != null) {
            kept.put("rule", verdict.rule()).put("case_id", String.valueOf(verdict.caseId()));
        }
        return verdict.override() ? kept.put("override", true) : kept;
    }

    /// Who pays.
    ///
    /// @param keyId the vault's; null for free runs
    private record Payer(
            String source, @Nullable UUID keyId, @Nullable String keyName) {}

    private Payer payer(Actor actor, Model model, @Nullable UUID projectId) {
        if (Pool.of(model) == Pool.WORKERS) {
            return new Payer(model.priceLabel().unit().equals("free") ? "free" : "server", null, null);
        }
        if (!providers.get(model.provider()).traits().keyRequired()) {
            return new Payer("free", null, null);
        }
        return switch (vault.resolve(actor.person(), projectId, model.provider())) {
            case KeyChoice.Key(KeyChoice.Source source, UUID id, String name) -> new Payer(source.word(), id, name);
            case KeyChoice.Rejected(KeyChoice.Source source, String name) ->
                throw GenerationProblem.MISSING_KEY.problem(
                        source == KeyChoice.Source.OWN
                                ? "Your key for " + model.provider()
                                        + " was rejected by the provider. Replace it under Keys."
                                : "The key \"" + name + "\" of the organisation was rejected by " + model.provider()
                                        + ". Ask an owner or admin of the organisation to replace it.");
            case KeyChoice.NoKey() ->
                throw GenerationProblem.MISSING_KEY.problem("There is no key for " + model.provider()
                        + ". Add your own under Keys, or ask an admin to set one for everyone.");
        };
    }

    /// A run can be repeated only when its seed is known, so one that was left to chance is drawn now.
    private Map<String, JsonNode> seeded(Model model, Map<String, JsonNode> parameters) {
        if (!model.parameters().names().contains("seed") || parameters.containsKey("seed")) {
            return parameters;
        }
        Map<String, JsonNode> more = new LinkedHashMap<>(parameters);
        more.put("seed", IntNode.valueOf(random.nextInt(SEED_BOUND)));
        return more;
    }

    private Optional<Project> project(Tx tx, @Nullable UUID id) {
        if (id == null) {
            return Optional.empty();
        }
        Project project = projects.find(tx, id).orElseThrow(ProjectsProblem.NOT_FOUND::problem);
        if (project.archivedAt() != null) {
            throw ProjectsProblem.ARCHIVED.problem();
        }
        projects.requireRunnable(tx, project);
        return Optional.of(project);
    }

    private Accepted write(
            Tx tx,
            Actor actor,
            GenerationRequest request,
            Checked checked,
            Optional<Project> project,
            UUID id,
            @Nullable Long node,
            @Nullable UUID retryOf) {
        if (request.idempotencyKey() != null) {
            var used = store.claimKey(tx, actor.person(), request.route(), request.idempotencyKey(), hash(request), id);
            if (used.isPresent()) {
                return replay(tx, used.get(), request);
            }
        }
        List<Cap> warnings = reserve(tx, actor, id, checked, project.orElse(null));
        Generation row = store.insert(tx, row(actor, request, checked, id, node, retryOf));
        if (checked.routing() != null) {
            store.route(tx, id, checked.routing());
            row = store.find(tx, id).orElseThrow();
        }
        events.publish(
                tx,
                new GenerationAccepted(
                        id,
                        actor.person(),
                        checked.model().provider(),
                        checked.model().model()));
        boolean remote = Pool.of(checked.model()) == Pool.WORKERS;
        signals.afterCommit(tx, remote ? RemoteRuns.SIGNAL : Dispatcher.SIGNAL);
        return new Accepted(row, true, warnings);
    }

    private Accepted replay(Tx tx, GenerationStore.UsedKey used, GenerationRequest request) {
        if (!used.hash().equals(hash(request))) {
            throw GenerationProblem.KEY_REUSED.problem();
        }
        return new Accepted(store.find(tx, used.generationId()).orElseThrow(), false, List.of());
    }

    /// @return the budgets whose soft limit is reached
    private List<Cap> reserve(Tx tx, Actor actor, UUID id, Checked checked, @Nullable Project project) {
        if (checked.price().amount().isZero()) {
            return List.of();
        }
        var source = checked.keySource().equals("server") ? Reservation.Source.CREDITS : Reservation.Source.OWN_KEYS;
        Micros amount = checked.price().amount();
        var reservation = new Reservation(
                id, spender(actor, project), source, amount, checked.price().rule());
        return switch (credits.reserve(tx, reservation)) {
            case ReserveResult.Reserved(var warnings) -> warnings;
            case ReserveResult.OverBudget(var problem) -> throw problem.exception();
            case ReserveResult.Insufficient(var balance, var missing) ->
                throw Problem.of(
                                CreditsProblem.INSUFFICIENT_BALANCE,
                                "This run is held at " + amount.label() + ", and you have " + balance.label() + "; "
                                        + missing.label() + " are missing. "
                                        + CreditsProblem.INSUFFICIENT_BALANCE.action())
                        .with("charged", false)
                        .with("balance_micros", balance.value())
                        .with("missing_micros", missing.value())
                        .exception();
        };
    }

    static Spender spender(Actor actor, @Nullable Project project) {
        return new Spender(
                actor.person(),
                project == null ? null : project.id(),
                project == null ? null : project.orgId(),
                actor.accessKey());
    }

    private NewGeneration row(
            Actor actor,
            GenerationRequest request,
            Checked checked,
            UUID id,
            @Nullable Long node,
            @Nullable UUID retryOf) {
        ObjectNode parameters = json.createObjectNode();
        checked.parameters().forEach(parameters::set);
        ObjectNode price = json.createObjectNode()
                .put("amount", checked.price().amount().value())
                .put("estimate", checked.price().estimate())
                .put("rule", checked.price().rule());
        return new NewGeneration(
                id,
                request.projectId(),
                actor.person(),
                checked.model().provider(),
                checked.model().model(),
                checked.model().type().word(),
                checked.prompt(),
                parameters,
                new ArrayList<>(request.references()),
                checked.model().parameters().assets().keySet().stream()
                        .filter(checked.parameters()::containsKey)
                        .toList(),
                checked.moderation(),
                checked.keySource(),
                checked.keyId(),
                price,
                retryOf,
                Pool.of(checked.model()) == Pool.SERVER ? node : null,
                leaseSeconds,
                new GenerationStore.Place(
                        Pool.of(checked.model()),
                        Pool.jobKind(checked.model()),
                        Pool.labels(checked.model()),
                        request.lane()));
    }

    /// Of what was asked, not of how it was written: parameters sorted by name.
    private String hash(GenerationRequest request) {
        ObjectNode asked = json.createObjectNode();
        asked.put("project", String.valueOf(request.projectId()))
                .put("provider", request.provider())
                .put("model", request.model())
                .put("type", request.generationType())
                .put("prompt", request.prompt())
                .put("references", List.copyOf(request.references()).toString());
        if (request.tokens() != null) {
            ObjectNode tokens = asked.putObject("tokens");
            new TreeMap<>(request.tokens()).forEach(tokens::put);
        }
        ObjectNode parameters = asked.putObject("parameters");
        request.parameters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> parameters.set(each.getKey(), each.getValue()));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(asked.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

package studio.atelier.engine.generation;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.generation.ExposureStore.Doubtful;
import studio.atelier.engine.generation.ExposureStore.Limit;
import studio.atelier.engine.generation.ExposureStore.Totals;
import studio.atelier.engine.generation.GenerationEvents.ExposureReached;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.money.Micros;

/// Money that nobody covers: what providers may bill without anything delivered, and what people are below zero.
/// Administrators are told when it passes what they set, and write off what is lost. Thread-safe; nodes may look
/// at the same time.
final class Exposures {

    static final Duration EVERY = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Exposures.class);

    /// It is told again after it fell below this part of the limit, in tenths.
    private static final long CALM_TENTHS = 9;

    private final Rooms rooms;
    private final ExposureStore store = new ExposureStore();
    private final Audit audit;
    private final Outbox outbox;
    private final MailTemplate template;
    private final Settlement settlement;

    Exposures(Rooms rooms, Settlement settlement, Audit audit, Outbox outbox, MailTemplate template) {
        this.rooms = rooms;
        this.settlement = settlement;
        this.audit = audit;
        this.outbox = outbox;
        this.template = template;
    }

    /// What a limit is about.
    enum Kind {
        /// Runs in doubt on the server's keys, and balances below zero.
        UNCOVERED("are not covered", "See what is in doubt and who is below zero, and write off what is lost."),
        /// What is set aside for runs under way.
        HELD("are held for runs under way", "See whether runs hang, and whether budgets are as you mean them.");

        private final String what;
        private final String advice;

        Kind(String what, String advice) {
            this.what = what;
            this.advice = advice;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return find(word).orElseThrow(() -> new IllegalStateException("unknown kind of exposure: " + word));
        }

        static Optional<Kind> find(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }

    /// @param limits in micro-USD by kind; a kind without one is never told of
    record Standing(Totals totals, Map<Kind, Micros> limits) {}

    Standing standing() {
        return rooms.transactions().asSystem("exposure", tx -> {
            Map<Kind, Micros> limits = new LinkedHashMap<>();
            store.limits(tx).forEach(each -> limits.put(each.kind(), each.amount()));
            return new Standing(store.totals(tx), limits);
        });
    }

    long uncoveredMicros() {
        return rooms.transactions()
                .asSystem("exposure", store::totals)
                .uncovered()
                .value();
    }

    /// @param amount null: never told
    void limit(Actor admin, Kind kind, @Nullable Micros amount) {
        rooms.transactions().asSystem("exposure limit", tx -> {
            store.limit(tx, kind, amount);
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("kind", kind.word());
            detail.put("limit_micros", amount == null ? "none" : amount.value());
            audit.record(tx, admin, "generation.exposure_limited", "exposure", detail);
            return kind;
        });
        look();
    }

    /// The house takes the loss of a run in doubt. The person is not charged. One that the provider is still asked
    /// about in vain is given up first.
    ///
    /// @param reason the admin's words, 1 to 500 characters
    /// @throws studio.atelier.platform.problem.ProblemException `generation.not_found` where nothing is in doubt,
    ///     `generation.not_ended` where the provider still answers
    Micros writeOff(Actor admin, UUID id, String reason) {
        giveUp(id);
        return rooms.transactions().asSystem("write off", tx -> {
            Doubtful run = store.lock(tx, id)
                    .orElseThrow(() -> GenerationProblem.NOT_FOUND.problem("Nothing of this run is in doubt."));
            if (!run.ended()) {
                throw GenerationProblem.NOT_ENDED.problem(
                        "The provider still answers. Cancel the run first, or wait for its end.");
            }
            store.writtenOff(tx, id);
            if (!run.ownKey()) {
                rooms.credits().writeOff(tx, id, run.exposure(), reason);
            }
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("amount_micros", run.exposure().value());
            detail.put("key", run.ownKey() ? "own" : "server");
            detail.put("reason", reason);
            audit.record(tx, admin, "generation.written_off", "generation " + id, detail);
            return run.exposure();
        });
    }

    /// Ends a run that is reconciling as the end of its time would: what is held goes back, what the provider may bill
    /// stays in doubt. Whoever finds an answer later finds the run ended under its fencing token.
    private void giveUp(UUID id) {
        Optional<Lease> open = rooms.transactions()
                .asSystem(
                        "give up",
                        tx -> store.lock(tx, id)
                                .filter(Doubtful::reconciling)
                                .map(_ -> rooms.runs().held(tx, id)));
        try {
            open.ifPresent(lease -> settlement.failed(
                    lease,
                    new Delivery(rooms.media(), lease, RunObserver.NONE, _ -> {}),
                    new ProviderFailure.NoAnswer(Words.of("An administrator gave it up."))));
        } catch (LeaseLost lost) {
            log.info("run {} was not given up: it ended by itself", id, lost);
        }
    }

    /// Tells of each limit that was passed since the last look.
    void look() {
        rooms.transactions().asSystem("look at exposure", tx -> {
            List<Limit> limits = store.limits(tx);
            if (!limits.isEmpty()) {
                Totals totals = store.totals(tx);
                limits.forEach(limit -> look(tx, limit, totals.of(limit.kind())));
            }
            return limits;
        });
    }

    private void look(Tx tx, Limit limit, Micros now) {
        if (!limit.told() && now.compareTo(limit.amount()) >= 0) {
            store.told(tx, limit.kind(), true);
            tell(tx, limit, now);
        } else if (limit.told() && now.value() < limit.amount().value() / 10 * CALM_TENTHS) {
            store.told(tx, limit.kind(), false);
        }
    }

    private void tell(Tx tx, Limit limit, Micros now) {
        rooms.events()
                .publish(
                        tx,
                        new ExposureReached(
                                limit.kind().word(), now.value(), limit.amount().value()));
        // An error of the server's stands in the list of failures that administrators see.
        log.error(
                "{} {}, which is more than the {} set; see /api/admin/exposure",
                now.label(),
                limit.kind().what,
                limit.amount().label());
        MailTemplate.Filled filled = template.fill(Map.of(
                "Amount",
                now.label(),
                "What",
                limit.kind().what,
                "Limit",
                limit.amount().label(),
                "Advice",
                limit.kind().advice));
        for (String address : store.administrators(tx)) {
            outbox.leave(tx, new Message.Email(address, "exposure", filled.subject(), filled.text(), filled.html()));
        }
    }
}

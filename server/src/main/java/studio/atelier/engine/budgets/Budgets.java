package studio.atelier.engine.budgets;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Problem;

/// What runs may cost. What a run holds counts as spent from the moment it is accepted, so that no two runs
/// get the same rest. Thread-safe.
public final class Budgets {

    private final CapStore store;
    private final Events events;
    private final Feed feed;

    Budgets(CapStore store, Events events, Feed feed) {
        this.store = store;
        this.events = events;
        this.feed = feed;
    }

    /// What comes of taking the amount of a run out of every budget over it, or out of none; in the accepting
    /// transaction, which tells whoever reaches a soft limit.
    ///
    /// @param tx       runs as the system
    /// @param verdicts of `atelier.take_budgets`; mostly none
    public Taking taken(Tx tx, Spender spender, List<Verdict> verdicts) {
        List<Cap> refusing =
                verdicts.stream().filter(Verdict::refused).map(Verdict::cap).toList();
        if (!refusing.isEmpty()) {
            return new Taking.Refused(refusing);
        }
        verdicts.stream().filter(Verdict::first).forEach(verdict -> tell(tx, spender.person(), verdict.cap()));
        return new Taking.Taken(verdicts.stream().map(Verdict::cap).toList());
    }

    /// What a run of this amount would be told now; takes nothing.
    public Taking judge(Tx tx, Spender spender, Instant at, Micros amount) {
        List<Cap> caps = store.caps(tx, spender, at);
        List<Cap> refusing = caps.stream().filter(cap -> cap.refuses(amount)).toList();
        return amount.isZero() || refusing.isEmpty()
                ? new Taking.Taken(
                        caps.stream().filter(cap -> cap.warnsAt(amount)).toList())
                : new Taking.Refused(refusing);
    }

    /// The refusal, which names every budget that has no room.
    ///
    /// @param amount what the run would hold
    public Problem exceeded(Tx tx, List<Cap> caps, Micros amount) {
        String which = caps.stream().map(cap -> sentence(tx, cap)).collect(Collectors.joining("; "));
        long least = caps.stream()
                .map(Cap::remaining)
                .filter(Objects::nonNull)
                .mapToLong(Micros::value)
                .min()
                .orElse(0);
        return Problem.of(
                        BudgetsProblem.EXCEEDED,
                        "This run is held at " + amount.label() + ", and " + which + ". "
                                + BudgetsProblem.EXCEEDED.action())
                .with("charged", false)
                .with("estimate_micros", amount.value())
                .with("remaining_micros", least)
                .with("budgets", caps.stream().map(CapView::of).toList());
    }

    private String sentence(Tx tx, Cap cap) {
        String name = store.name(tx, cap);
        String whose = switch (cap.scope()) {
            case PERSON -> "your budget";
            case PROJECT -> "the project \"" + name + "\"";
            case ORGANISATION -> "the organisation \"" + name + "\"";
            case ACCESS_KEY -> "the access key \"" + name + "\"";
            case SERVER -> "the whole server";
        };
        String time = switch (cap.period()) {
            case DAY -> " for today";
            case MONTH -> " for this month";
            case TOTAL -> "";
        };
        Micros limit = cap.hard() == null ? Micros.ZERO : cap.hard();
        Micros left = cap.remaining() == null ? Micros.ZERO : cap.remaining();
        String renews = cap.renewsAt() == null ? "" : ", again from " + cap.renewsAt() + " on";
        return whose + " has " + left.label() + " of its " + limit.label() + time + " left" + renews;
    }

    private void tell(Tx tx, UUID person, Cap cap) {
        Micros soft = cap.soft() == null ? Micros.ZERO : cap.soft();
        events.publish(
                tx,
                new SoftLimitReached(
                        cap.id(),
                        person,
                        cap.scope().word(),
                        cap.scope() == Cap.Scope.SERVER ? null : cap.subject(),
                        cap.period().word(),
                        soft.value(),
                        cap.used().value()));
        tx.afterCommit(() -> feed.tell(person, "budget", CapView.of(cap)));
    }
}

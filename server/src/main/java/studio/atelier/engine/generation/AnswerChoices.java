package studio.atelier.engine.generation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Signals;

/// Who wants answers given again: people for themselves, organisations for what runs in their projects. Either can
/// say no for both; nobody has said anything means yes. Rows are read and changed as the person who asks, so that
/// the policies decide. Thread-safe. Source: B163, B195; ADR 0032.
final class AnswerChoices implements Answers.Consent {

    /// The signal that somebody chose.
    static final String SIGNAL = "answer-choices";

    /// What is changed past this room, by the data API, counts within this time; else at once.
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int KEPT_MAX = 20_000;

    private final Transactions transactions;
    private final Audit audit;
    private final Signals signals;
    private final Cache<Place, Boolean> known =
            Caffeine.newBuilder().maximumSize(KEPT_MAX).expireAfterWrite(KEPT).build();

    AnswerChoices(Transactions transactions, Audit audit, Signals signals) {
        this.transactions = transactions;
        this.audit = audit;
        this.signals = signals;
    }

    private record Place(UUID person, @Nullable UUID project) {}

    @Override
    public boolean given(UUID person, @Nullable UUID project) {
        return known.get(new Place(person, project), this::read);
    }

    private boolean read(Place place) {
        return transactions.asSystem(
                "choice about answers",
                tx -> tx.sql("""
                        select u.answers_reused and coalesce(o.answers_reused, true)
                        from public.users u
                        left join public.projects p on p.id = cast(:project as uuid)
                        left join public.orgs o on o.id = p.org_id
                        where u.id = :person
                        """)
                        .param("person", place.person())
                        .param("project", place.project(), java.sql.Types.OTHER)
                        .query(Boolean.class)
                        .optional()
                        .orElse(false));
    }

    /// Every choice is looked up anew.
    void forget() {
        known.invalidateAll();
    }

    boolean own(Actor actor) {
        UUID person = actor.person();
        return transactions
                .asUser(actor, tx -> find(tx, "select answers_reused from public.users where id = :id", person))
                .orElse(true);
    }

    void choose(Actor actor, boolean reused) {
        UUID person = actor.person();
        transactions.asUser(actor, tx -> {
            change(tx, "update public.users set answers_reused = :reused where id = :id", person, reused);
            told(tx.asSystem("choice about answers"), actor, "person " + person, reused);
            return tx;
        });
    }

    /// @throws studio.atelier.platform.problem.ProblemException `generation.not_found` for who is not in it
    boolean of(Actor actor, UUID organisation) {
        actor.person();
        return transactions
                .asUser(actor, tx -> find(tx, "select answers_reused from public.orgs where id = :id", organisation))
                .orElseThrow(AnswerChoices::notYours);
    }

    /// @throws studio.atelier.platform.problem.ProblemException `generation.not_found` for who does not run it
    void choose(Actor actor, UUID organisation, boolean reused) {
        actor.person();
        transactions.asUser(actor, tx -> {
            if (change(tx, "update public.orgs set answers_reused = :reused where id = :id", organisation, reused)
                    == 0) {
                throw notYours();
            }
            told(tx.asSystem("choice about answers"), actor, "organisation " + organisation, reused);
            return tx;
        });
    }

    private static Optional<Boolean> find(Tx tx, String statement, UUID id) {
        return tx.sql(statement).param("id", id).query(Boolean.class).optional();
    }

    private static int change(Tx tx, String statement, UUID id, boolean reused) {
        return tx.sql(statement).param("id", id).param("reused", reused).update();
    }

    private void told(Tx system, Actor actor, String subject, boolean reused) {
        audit.record(system, actor, "generation.answers_chosen", subject, Map.of("reused", reused));
        signals.afterCommit(system, SIGNAL);
    }

    private static RuntimeException notYours() {
        return GenerationProblem.NOT_FOUND.problem("There is no such organisation, or it is not yours to look into.");
    }
}

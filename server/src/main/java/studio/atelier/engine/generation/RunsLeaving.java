package studio.atelier.engine.generation;

import java.util.UUID;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.engine.credits.Credits;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.node.JsonNodeFactory;

/// Ends what still runs for a person who goes, so that no hold stays open in the ledger. What was sent
/// is charged as it
/// was
/// held, because the provider may bill it; the rest is given back. Runs for an organisation go on under
/// whoever takes
/// over.
final class RunsLeaving implements Leaving {

    private final RunStore runs;
    private final Credits credits;

    RunsLeaving(RunStore runs, Credits credits) {
        this.runs = runs;
        this.credits = credits;
    }

    @Override
    public void before(Tx tx, UUID userId) {
        var evidence = JsonNodeFactory.instance.objectNode().put("reason", "the account was deleted while it ran");
        for (RunStore.Open open : runs.endAll(tx, userId)) {
            if (open.sent()) {
                credits.settle(tx, open.id(), Micros.of(open.estimateMicros()), evidence);
            } else {
                credits.release(tx, open.id(), "the account was deleted before it was sent");
            }
        }
    }
}
